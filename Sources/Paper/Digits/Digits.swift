import Storage

/// The handwritten digits of the examples: 1797 images of 8 × 8 pixels from 0 to 16 (Alpaydin and Kaynak 1998), which
/// a program that stands alone has with it.
package enum Digits {
  /// The number of pixels of an image.
  package static let columns = 64

  /// Pixels, image after image.
  package static var values: [Double] {
    text.utf8.compactMap { $0 == UInt8(ascii: "\n") ? nil : Double($0) - Double(UInt8(ascii: "a")) }
  }

  /// The images as rows of a table.
  ///
  /// - Throws: Nothing for the text that is there.
  package static func table() throws -> DataTable {
    try DataTable(values, columns: columns, named: "digits")
  }

  /// The same as the file `Examples/digits.csv`.
  package static var csv: String {
    let header = (0..<columns).map { "pixel_\($0)" }.joined(separator: ",") + "\n"
    return header
      + text.split(separator: "\n").map { row in
        row.utf8.map { "\($0 - UInt8(ascii: "a"))" }.joined(separator: ",") + "\n"
      }.joined()
  }
}
