/// What stands between the cells of a line of text.
public struct CellDelimiter: Sendable, Hashable {
  let byte: UInt8

  /// As in `1,2`.
  public static let comma = CellDelimiter(byte: UInt8(ascii: ","))
  /// As in `1;2`.
  public static let semicolon = CellDelimiter(byte: UInt8(ascii: ";"))
  /// One tab.
  public static let tab = CellDelimiter(byte: UInt8(ascii: "\t"))
  /// Any number of spaces and tabs, as `numpy.savetxt` and tables in fixed columns have them.
  public static let blanks = CellDelimiter(byte: UInt8(ascii: " "))

  private static let names: KeyValuePairs<String, CellDelimiter> = [
    "comma": .comma, "semicolon": .semicolon, "tab": .tab, "space": .blanks, "blanks": .blanks,
    "\\t": .tab,
  ]

  /// What `init(_:)` takes, for messages.
  package static let allowed = "comma, semicolon, tab, space, or the character itself"

  private init(byte: UInt8) { self.byte = byte }

  /// A delimiter by its name (`comma`, `semicolon`, `tab`, `space`), or the character itself.
  ///
  /// - Parameter text: The name; or one character of ASCII that is no part of a number, and neither a
  ///   quotation mark nor the end of a line.
  public init?(_ text: String) {
    if let named = Self.names.first(where: { $0.key == text.lowercased() })?.value {
      self = named
      return
    }
    let bytes = Array(text.utf8)
    guard bytes.count == 1, bytes[0] < 0x80, bytes[0] >= 0x20 || bytes[0] == UInt8(ascii: "\t"),
      !UnicodeScalar(bytes[0]).properties.isAlphabetic, !"0123456789+-.\"#\u{7F}".contains(text)
    else { return nil }
    self.init(byte: bytes[0])
  }

  /// The name, or the character.
  var name: String {
    Self.names.first { $0.value == self }?.key ?? String(UnicodeScalar(byte))
  }
}

extension CellDelimiter: Codable {
  /// Reads a name or the character.
  ///
  /// - Throws: `DecodingError` for another text.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let delimiter = CellDelimiter(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "a delimiter is \(Self.allowed)")
    }
    self = delimiter
  }

  /// Writes the name, or the character.
  ///
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }
}
