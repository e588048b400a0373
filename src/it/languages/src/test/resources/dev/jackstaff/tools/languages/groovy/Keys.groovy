package shop

class Keys {
  static final String CONSTANT = 'constant'
  public static final String FIELD = 'field'
  static final String PREFIX = 'new'
}

enum Feature {
  SEARCH('enum_search')

  final String key

  Feature(String key) {
    this.key = key
  }
}
