package dev.jackstaff.tools.convert;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Reads the XML of FF4J, or its tables {@code FF4J_FEATURES} and those beside it. */
final class Ff4jConverter implements FlagConverter {
  Ff4jConverter() {}

  @Override
  public void convert(byte[] content, String place, ConvertedFlags result) {
    Document document;
    try {
      document = parser().parse(new ByteArrayInputStream(content));
    } catch (SAXParseException e) {
      String at = place + ":" + e.getLineNumber() + ":" + e.getColumnNumber();
      result.problem(at, null, "is not XML: " + e.getMessage());
      return;
    } catch (SAXException | IOException | ParserConfigurationException e) {
      result.problem(place, null, "is not XML: " + e.getMessage());
      return;
    }
    List<Element> features = elements(document.getDocumentElement(), "feature");
    if (features.isEmpty()) {
      result.problem(place, null, "has no element 'feature'; is it a file of FF4J?");
    }
    for (Element element : features) {
      Ff4jFeature feature = feature(element, place, result);
      if (feature != null) {
        new Ff4jStrategies(feature, place, result).translate();
      }
    }
  }

  /** Returns a parser that loads nothing from elsewhere. */
  private static DocumentBuilder parser() throws ParserConfigurationException {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    factory.setExpandEntityReferences(false);
    DocumentBuilder parser = factory.newDocumentBuilder();
    parser.setErrorHandler(new Thrower());
    return parser;
  }

  private static @Nullable Ff4jFeature feature(
      Element element, String place, ConvertedFlags result) {
    String uid = element.getAttribute("uid");
    String enabled = element.getAttribute("enable");
    if (uid.isBlank()) {
      result.problem(place, null, "an element 'feature' has no attribute 'uid'");
      return null;
    }
    if (!enabled.equals("true") && !enabled.equals("false")) {
      String message = "the attribute 'enable' must be true or false, was '" + enabled + "'";
      result.problem(place, uid, message);
      return null;
    }
    String group =
        element.getParentNode() instanceof Element parent
                && parent.getTagName().equals("feature-group")
            ? parent.getAttribute("name")
            : null;
    Ff4jFeature feature =
        new Ff4jFeature(uid, enabled.equals("true"), element.getAttribute("description"), group);
    elements(element, "role").forEach(role -> feature.roles.add(role.getAttribute("name")));
    for (Element property : elements(element, "property")) {
      feature.properties.put(property.getAttribute("name"), property.getAttribute("value"));
    }
    for (Element strategy : elements(element, "flipstrategy")) {
      feature.strategy = strategy.getAttribute("class");
    }
    for (Element param : elements(element, "param")) {
      String value = param.hasAttribute("value") ? param.getAttribute("value") : text(param);
      feature.parameters.put(param.getAttribute("name"), value);
    }
    return feature;
  }

  private static String text(Element element) {
    String text = element.getTextContent();
    return text == null ? "" : text;
  }

  private static List<Element> elements(Element parent, String name) {
    NodeList found = parent.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }

  /** Fails on errors and prints nothing. */
  private static final class Thrower implements ErrorHandler {
    @Override
    public void warning(SAXParseException e) {}

    @Override
    public void error(SAXParseException e) throws SAXParseException {
      throw e;
    }

    @Override
    public void fatalError(SAXParseException e) throws SAXParseException {
      throw e;
    }
  }

  @Override
  public boolean hasTables() {
    return true;
  }

  @Override
  public void convertTables(Connection connection, String place, ConvertedFlags result)
      throws SQLException {
    Map<String, Ff4jFeature> features = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement()) {
      // All columns, since their names are quoted in some databases and in lower case in others.
      try (ResultSet row = statement.executeQuery("SELECT * FROM FF4J_FEATURES")) {
        while (row.next()) {
          String uid = row.getString("FEAT_UID");
          String description = row.getString("DESCRIPTION");
          boolean enabled = row.getInt("ENABLE") > 0;
          Ff4jFeature feature =
              new Ff4jFeature(uid, enabled, description, row.getString("GROUPNAME"));
          feature.strategy = row.getString("STRATEGY");
          parameters(row.getString("EXPRESSION"), feature);
          features.put(uid, feature);
        }
      }
      try (ResultSet row = statement.executeQuery("SELECT * FROM FF4J_ROLES")) {
        while (row.next()) {
          Ff4jFeature feature = features.get(row.getString("FEAT_UID"));
          if (feature != null) {
            feature.roles.add(row.getString("ROLE_NAME"));
          }
        }
      }
      try (ResultSet row = statement.executeQuery("SELECT * FROM FF4J_CUSTOM_PROPERTIES")) {
        while (row.next()) {
          Ff4jFeature feature = features.get(row.getString("FEAT_UID"));
          String value = row.getString("CURRENTVALUE");
          if (feature != null && value != null) {
            feature.properties.put(row.getString("PROPERTY_ID"), value);
          }
        }
      }
    }
    String at = place + ": FF4J_FEATURES";
    features.values().forEach(it -> new Ff4jStrategies(it, at, result).translate());
  }

  /** FF4J writes key=value&key=value. */
  private static void parameters(@Nullable String stored, Ff4jFeature feature) {
    for (String entry : stored == null ? new String[0] : stored.split("&")) {
      int equals = entry.indexOf('=');
      if (equals > 0) {
        feature.parameters.put(entry.substring(0, equals), entry.substring(equals + 1));
      }
    }
  }
}
