import Foundation
import MessageText

/// What people take for a table, by how it begins, and the line that makes one of it.
struct ForeignFormat: Sendable {
  /// What messages call it.
  let name: String
  private let starts: [[UInt8]]
  private let conversion: Conversion

  private enum Conversion {
    /// A line of Python, given what opens the file, and the file to write without its extension.
    case python(@Sendable (_ file: String, _ result: String) -> String)
    case other(String)
  }

  /// What a file is that is no text with lines; `nil` for one that is.
  static func of(_ bytes: UnsafeRawBufferPointer) -> ForeignFormat? {
    let format = known.first { $0.starts.contains { bytes.starts(with: $0) } }
    if let format { return format }
    let sample = bytes.prefix(1024)
    if sample.contains(0) { return binary }
    let hasReturns = sample.contains(UInt8(ascii: "\r")) && !bytes.prefix(1025).contains(newline)
    return hasReturns ? returns : nil
  }

  /// What a ZIP archive is that holds no arrays, by the names of its members.
  static func ofArchive(_ members: [String]) -> ForeignFormat {
    if members.contains(where: { $0.hasSuffix("/data.pkl") }) { return torch }
    return members.contains { $0.hasPrefix("xl/") } ? excel : archive
  }

  /// What to do about a file of a format, by its name.
  static func remedy(for name: String) -> String { remedy(for: name, path: "data") }

  /// What to do about a file that is refused for its format, or as one that Python pickled, ready to be
  /// pasted; `nil` for another problem.
  static func conversion(of path: String, _ problem: DataFileError.Problem) -> String? {
    guard case .unsupportedFormat(let found) = problem else { return nil }
    return remedy(for: found, path: InputFile.isStandardInput(path) ? "data" : path)
  }

  private static func remedy(for name: String, path: String) -> String {
    let all = known + [excel, archive, returns, binary]
    let format = all.first { $0.name == name } ?? binary
    switch format.conversion {
    case .other(let remedy): return remedy
    case .python(let line):
      let result = path.hasSuffix(".gz") ? String(path.dropLast(3)) : path
      let stem = (result as NSString).deletingPathExtension
      return "in Python: \(line(literal(path), stem.isEmpty ? "data" : stem))"
    }
  }

  /// A text as Python has it in quotes; no control character can stand in a line to be pasted.
  private static func literal(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
    return "'\(escaped.visible())'"
  }

  private init(
    _ name: String, _ starts: [[UInt8]] = [], python: @escaping @Sendable (String, String) -> String
  ) {
    (self.name, self.starts, conversion) = (name, starts, .python(python))
  }

  private init(_ name: String, _ starts: [[UInt8]] = [], _ remedy: String) {
    (self.name, self.starts, conversion) = (name, starts, .other(remedy))
  }

  private static func ascii(_ text: String) -> [UInt8] { Array(text.utf8) }

  private static func csv(_ reader: String) -> @Sendable (String, String) -> String {
    { file, result in
      "import pandas; pandas.\(reader)(\(file)).to_csv(\(literal(result + ".csv")), index=False)"
    }
  }

  private static let torch = ForeignFormat(
    "a PyTorch file", [[0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC]]
  ) { file, result in
    "import numpy, torch; numpy.save(\(literal(result + ".npy")), "
      + "torch.load(\(file), map_location='cpu').detach().numpy())"
  }
  private static let excel = ForeignFormat("an Excel workbook", python: csv("read_excel"))
  private static let archive = ForeignFormat(
    "a ZIP archive without arrays", [], "unpack it with unzip")
  private static let returns = ForeignFormat(
    "text whose lines end in carriage returns", [], "convert it (tr '\\r' '\\n')")
  private static let binary = ForeignFormat(
    "binary", [], "save the table of numbers in it (numpy.save)")

  private static let hdf5: @Sendable (String, String) -> String = { file, result in
    "import h5py, numpy; f = h5py.File(\(file)); print(list(f)); "
      + "numpy.save(\(literal(result + ".npy")), f[list(f)[0]])"
  }

  private static let known = [
    // PyTorch's own pickle of before 2020 begins with a number.
    torch,
    ForeignFormat("a Python pickle", (2...5).map { [0x80, $0] }) { file, result in
      let isPacked = file.hasSuffix(".gz'")
      let opened = isPacked ? "gzip.open(\(file))" : "open(\(file), 'rb')"
      return
        "import \(isPacked ? "gzip, " : "")numpy, pickle; x = pickle.load(\(opened), encoding='latin1'); "
        + "numpy.save(\(literal(result + ".npy")), x['data'] if isinstance(x, dict) else x) "
        + "(a pickle can run code when read: only if you trust it)"
    },
    ForeignFormat("a Parquet file", [ascii("PAR1")], python: csv("read_parquet")),
    ForeignFormat(
      "an Arrow or Feather file", [ascii("ARROW1"), ascii("FEA1")], python: csv("read_feather")),
    ForeignFormat("an HDF5 file", [[0x89] + ascii("HDF")], python: hdf5),
    ForeignFormat("a MATLAB 7.3 file", [ascii("MATLAB 7.3")]) { file, result in
      "import h5py, numpy; f = h5py.File(\(file)); print(list(f)); "
        + "numpy.save(\(literal(result + ".npy")), f[list(f)[-1]][()].T)"
    },
    ForeignFormat("a MATLAB file", [ascii("MATLAB 5.0")]) { file, result in
      "import numpy, scipy.io; x = scipy.io.loadmat(\(file)); print(list(x)); "
        + "numpy.save(\(literal(result + ".npy")), x[list(x)[-1]])"
    },
    ForeignFormat(
      "an Excel workbook of before 2007", [[0xD0, 0xCF, 0x11, 0xE0]], python: csv("read_excel")),
    ForeignFormat(
      "compressed by gzip", [Inflation.gzipMagic], "unpack it with gunzip"),
    ForeignFormat(
      "a picture", [[0x89] + ascii("PNG"), [0xFF, 0xD8, 0xFF]],
      "save the table of numbers in all pictures (numpy.save)"),
    ForeignFormat(
      "text in UTF-16", [[0xFF, 0xFE], [0xFE, 0xFF]],
      "convert it (iconv -f UTF-16 -t UTF-8)"),
  ]
}
