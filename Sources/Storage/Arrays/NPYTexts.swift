import Foundation

/// NumPy's arrays of texts: UTF-32, of one length, filled up with zeros.
enum NPYTexts {
  /// The type string of an array of texts, such as `<U7`.
  static func type(of texts: [String]) -> String { "<U\(width(of: texts))" }

  /// The elements as bytes.
  static func encoded(_ texts: [String]) -> Data {
    let width = width(of: texts)
    var data = Data()
    for text in texts {
      for scalar in text.unicodeScalars { data.appendLittleEndian(scalar.value) }
      data.append(Data(count: 4 * (width - text.unicodeScalars.count)))
    }
    return data
  }

  /// All elements of an array of any shape, last index varying fastest; `nil` for one of no texts.
  static func elements(of file: FileBytes, _ header: NPYHeader) throws(DataFileError.Problem)
    -> [String]?
  {
    guard header.type.dropFirst().first == "U", let width = Int(header.type.dropFirst(2)),
      (0...Int(Int32.max)).contains(width)
    else { return nil }
    let size = try header.byteCount(ofElements: max(1, 4 * width))
    let found = file.bytes.count - header.dataOffset
    guard found == (width == 0 ? 0 : size) else {
      throw .wrongSize(found: found, expected: width == 0 ? 0 : size)
    }
    let isSwapped = header.type.first == ">"
    let count = size / max(1, 4 * width)
    return header.inRowOrder(
      (0..<count).map { index in
        var text = String.UnicodeScalarView()
        for place in (index * width)..<((index + 1) * width) {
          let value = file.bytes.littleEndian(UInt32.self, at: header.dataOffset + 4 * place)
          text.append(Unicode.Scalar(isSwapped ? value.byteSwapped : value) ?? "\u{FFFD}")
        }
        while text.last == "\0" { text.removeLast() }
        return String(text)
      })
  }

  /// NumPy has no texts of no length.
  private static func width(of texts: [String]) -> Int {
    max(1, texts.map(\.unicodeScalars.count).max() ?? 0)
  }
}
