package dev.jackstaff.tools.refs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.hygiene.Origin;
import dev.jackstaff.hygiene.Reference;
import dev.jackstaff.hygiene.References;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.MergeCommand;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a repository that is made here, one commit a day. */
final class OriginTest {
  private static final String LONG = "a line\nanother line\na third line\nand one more line\n";

  @TempDir Path root;

  private Git git;
  private LocalDate today = LocalDate.of(2026, 1, 1);

  @BeforeEach
  void init() throws GitAPIException {
    git = Git.init().setDirectory(root.toFile()).setInitialBranch("main").call();
  }

  @AfterEach
  void close() {
    git.close();
  }

  @Test
  void name_isThereSinceTheCommitThatBroughtIt_whateverWasDoneToItsLine() throws Exception {
    commit("ann", "page.jsp", "first\n");
    RevCommit second = commit("ann", "page.jsp", "first\n${flags.new_search}\n");
    commit("bob", "page.jsp", "first\n  <b>${flags.new_search}</b>\n");
    commit("bob", "page.jsp", "first\nmoved\n  <b>${flags.new_search ? 1 : 2}</b>\n");
    assertSince(second, "page.jsp");
  }

  @Test
  void name_isThereSinceTheCommitThatBroughtIt_thoughTheFileWasRenamed() throws Exception {
    RevCommit first = commit("ann", "page.jsp", LONG + "new_search\n");
    Files.delete(root.resolve("page.jsp"));
    commit("bob", "deep/other.jsp", LONG + "x new_search\n");
    commit("bob", "deep/other.jsp", LONG + "one\nx new_search\n");
    assertSince(first, "deep/other.jsp");
  }

  @Test
  void name_thatWasAwayForAWhile_isThereSinceItFirstCame() throws Exception {
    RevCommit first = commit("ann", "page.jsp", "new_search\n");
    commit("ann", "page.jsp", "nothing\n");
    commit("ann", "page.jsp", "new_search\n");
    assertSince(first, "page.jsp");
  }

  @Test
  void longerName_isNotTheName() throws Exception {
    commit("ann", "page.jsp", "my_new_search\n");
    RevCommit second = commit("ann", "page.jsp", "my_new_search\nnew_search\n");
    assertSince(second, "page.jsp");
  }

  @Test
  void name_thatCameOnABranch_isNotBroughtByTheMerge() throws Exception {
    commit("ann", "page.jsp", "1\n2\n3\n4\n5\n");
    git.checkout().setCreateBranch(true).setName("side").call();
    RevCommit side = commit("bob", "page.jsp", "new_search\n1\n2\n3\n4\n5\n");
    git.checkout().setName("main").call();
    commit("ann", "page.jsp", "1\n2\n3\n4\n5\n6\n");
    git.merge()
        .include(side)
        .setCommit(true)
        .setFastForward(MergeCommand.FastForwardMode.NO_FF)
        .call();
    assertSince(side, "page.jsp");
  }

  @Test
  void nameInTheWorkingTreeAlone_isNotCommitted() throws Exception {
    commit("ann", "page.jsp", "first\n");
    write("page.jsp", "first\nnew_search\n");
    write("new.jsp", "new_search\n");
    assertNull(origin("page.jsp").since());
    assertNull(origin("page.jsp").commit());
    assertNull(origin("new.jsp").since());
    assertEquals("ann", origin("page.jsp").owner());
  }

  @Test
  void placeThatDoesNotWriteTheName_isAsOldAsItsLine() throws Exception {
    commit("ann", "A.java", "class A {\n}\n");
    RevCommit second = commit("bob", "A.java", "class A {\n  on(Keys.NEW);\n}\n");
    commit("ann", "A.java", "class A {\n  // One more.\n    on(Keys.NEW);\n}\n");
    Reference asked = new Reference("new_search", Reference.Kind.ASKED, "Flags.on", "A.java", 3);
    try (GitHistory history = new GitHistory(root, Progress.NONE)) {
      References found = history.add(References.of(java.util.List.of(asked), 1, 0));
      Origin origin = found.all().get(0).origin();
      assertEquals(second.abbreviate(8).name(), origin.commit());
    }
  }

  @Test
  void owner_isWhoCodeOwnersNames_orElseWhoWroteMost() throws Exception {
    commit("ann", "page.jsp", "new_search\n2\n3\n");
    commit("bob", "page.jsp", "new_search\n2\n3\n4\n");
    assertEquals("ann", origin("page.jsp").owner());
    write("CODEOWNERS", "*.jsp @shop @acme/web\n");
    assertEquals("@shop @acme/web", origin("page.jsp").owner());
    write("CODEOWNERS", "*.jsp\n");
    assertNull(origin("page.jsp").owner());
    write("CODEOWNERS", "*.js @js\n");
    assertEquals("ann", origin("page.jsp").owner());
  }

  @Test
  void shallowClone_isRefused() throws Exception {
    RevCommit first = commit("ann", "page.jsp", "new_search\n");
    Files.writeString(root.resolve(".git/shallow"), first.name() + "\n");
    String message =
        assertThrows(IllegalStateException.class, () -> origin("page.jsp")).getMessage();
    assertTrue(message.startsWith("the whole history is needed"), message);
  }

  @Test
  void fileOutsideOfAnyRepository_hasNoOrigin(@TempDir Path elsewhere) throws Exception {
    Files.writeString(elsewhere.resolve("page.jsp"), "new_search\n");
    References found = search(elsewhere).from(elsewhere).run();
    assertNull(found.of("new_search").get(0).origin());
  }

  private void assertSince(RevCommit expected, String file) {
    Origin origin = origin(file);
    assertEquals(expected.abbreviate(8).name(), origin.commit());
    assertEquals(
        expected.getAuthorIdent().getWhenAsInstant().atZone(ZoneOffset.UTC).toLocalDate(),
        origin.since());
  }

  private Origin origin(String file) {
    References found = search(root).from(root).run();
    Reference place =
        found.of("new_search").stream()
            .filter(reference -> reference.file().equals(file))
            .findFirst()
            .orElseThrow();
    assertNotNull(place.origin());
    return place.origin();
  }

  private static ReferenceSearch search(Path where) {
    return ReferenceSearch.in(where).of(FlagSet.of(Flag.on("new_search"))).origins();
  }

  /** The author writes a day before the commit is made. */
  private RevCommit commit(String author, String file, String text)
      throws IOException, GitAPIException {
    write(file, text);
    today = today.plusDays(1);
    git.add().addFilepattern(".").call();
    git.add().addFilepattern(".").setUpdate(true).call();
    return git.commit()
        .setMessage("Change " + file)
        .setSign(false)
        .setAuthor(person(author, today))
        .setCommitter(person("merger", today.plusDays(1)))
        .call();
  }

  private static PersonIdent person(String name, LocalDate day) {
    return new PersonIdent(
        name, name + "@example.com", day.atTime(12, 0).toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
