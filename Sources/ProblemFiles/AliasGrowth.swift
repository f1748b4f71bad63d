/// How much text a YAML text with aliases can stand for.
///
/// Ten lists of ten aliases of the one before stand for ten thousand million values, all of which are
/// visited when such a list is a key.
struct AliasGrowth {
  /// More is refused: it would take seconds.
  static let limit = 1e8

  /// An upper bound of the text's length with each alias of a list or mapping replaced by what it stands
  /// for. Marks within quotes and comments count too.
  let bytes: Double

  init(of text: String) {
    // How often each name is used, and which names stand for more than a number or a word.
    var uses: [Substring: Int] = [:]
    var collections: Set<Substring> = []
    let bytes = text.utf8
    var position = bytes.startIndex
    var isStart = true
    while position < bytes.endIndex {
      let byte = bytes[position]
      position = bytes.index(after: position)
      defer { isStart = Self.precedesMark(byte) }
      guard isStart, byte == UInt8(ascii: "&") || byte == UInt8(ascii: "*") else { continue }
      let end = bytes[position...].firstIndex { !Self.belongsToName($0) } ?? bytes.endIndex
      let name = text[position..<end]
      position = end
      if byte == UInt8(ascii: "*") {
        uses[name, default: 0] += 1
      } else if Self.isCollection(bytes[end...].first { $0 != UInt8(ascii: " ") }) {
        collections.insert(name)
      }
    }
    self.bytes = collections.reduce(Double(bytes.count)) { $0 * Double(max(1, uses[$1] ?? 0)) }
  }

  /// Whether a mark may come right after a byte.
  private static func precedesMark(_ byte: UInt8) -> Bool {
    " \t\r\n[{,:?-".utf8.contains(byte)
  }

  private static func belongsToName(_ byte: UInt8) -> Bool {
    let letter = byte | 0x20
    return (0x30...0x39).contains(byte) || (0x61...0x7A).contains(letter)
      || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
  }

  /// Whether an anchor before a byte can be that of a list or mapping: one of a scalar has it follow on
  /// its line.
  private static func isCollection(_ next: UInt8?) -> Bool {
    next.map { "[{!-?\t\r\n#".utf8.contains($0) } ?? false
  }
}
