import Foundation

/// NumPy's arrays of texts: UTF-32, of one length, filled up with zeros.
enum NPYTexts {
  static func type(of texts: [String]) -> String { "<U\(width(of: texts))" }

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
    let count = try header.elementCount(ofSize: 4 * width, in: file)
    let isSwapped = header.type.first == ">"
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
