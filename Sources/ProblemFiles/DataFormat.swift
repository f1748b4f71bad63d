import Foundation
import Storage

/// The formats of data that people take for problem files.
enum DataFormat: String {
  case csv = "CSV"
  case npy = "NPY"
  case zip = "NPZ or another ZIP archive"
  case gzip = "compressed by gzip"
  case hdf5 = "HDF5"
  case parquet = "Parquet"

  /// What the first bytes of a file say; `nil` when it may well be a problem.
  init?(startOfFile start: Data) {
    let marks: [(DataFormat, [UInt8])] = [
      (.npy, NPYHeader.magic), (.zip, [0x50, 0x4B, 3, 4]), (.zip, [0x50, 0x4B, 5, 6]),
      (.gzip, Inflation.gzipMagic), (.hdf5, [0x89] + Array("HDF".utf8)),
      (.parquet, Array("PAR1".utf8)),
    ]
    if let mark = marks.first(where: { start.starts(with: $0.1) }) {
      self = mark.0
    } else if Self.looksLikeCSV(String(decoding: start, as: UTF8.self)) {
      self = .csv
    } else {
      return nil
    }
  }

  /// Whether the text starts with cells, or with numbers below each other, where a problem has a key.
  private static func looksLikeCSV(_ start: String) -> Bool {
    let lines = start.split(whereSeparator: \.isNewline)
      .map { $0.trimmingCharacters(in: .whitespaces.union(CharacterSet(charactersIn: "\u{FEFF}"))) }
      .filter { !$0.isEmpty && !$0.hasPrefix("#") }
    guard let first = lines.first, !first.contains(where: ":{[".contains) else { return false }
    let delimiter = [",", ";", "\t"].first { first.contains($0) }
    func cells(_ line: String) -> [String] { line.components(separatedBy: delimiter ?? " ") }
    func isOfNumbers(_ line: String) -> Bool {
      let cells = cells(line)
      return 2 * cells.count { Double($0.trimmingCharacters(in: .whitespaces)) != nil }
        >= cells.count
    }
    if delimiter != nil, cells(first).count > 2 { return true }
    // One number may be a schedule.
    return lines.count > 1 && lines[1...].prefix(2).allSatisfy(isOfNumbers)
  }
}
