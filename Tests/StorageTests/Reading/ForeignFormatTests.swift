import Foundation
import Storage
import TestSupport
import Testing

/// Formats of others are refused with the line of Python that converts the file.
@Test(
  arguments: [
    (
      "x.pkl", [0x80, 0x04, 0x95], ["a Python pickle", "open('x.pkl', 'rb')", "numpy.save('x.npy'"]
    ),
    ("x.pkl", [0x80, 0x02], ["a Python pickle"]),
    ("x.pkl", [0x80, 0x05], ["only if you trust it"]),
    ("x.pt", [0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC], ["a PyTorch file", "torch.load('x.pt'"]),
    ("x.parquet", Array("PAR1".utf8), ["pandas.read_parquet('x.parquet').to_csv('x.csv'"]),
    ("x.feather", Array("ARROW1".utf8), ["pandas.read_feather('x.feather')"]),
    ("x.h5", [0x89] + Array("HDF\r\n".utf8), ["an HDF5 file", "h5py.File('x.h5')"]),
    ("x.mat", Array("MATLAB 5.0 MAT-file".utf8), ["scipy.io.loadmat('x.mat')"]),
    ("x.mat", Array("MATLAB 7.3 MAT-file".utf8), ["h5py.File('x.mat')", ".T)"]),
    ("x.xls", [0xD0, 0xCF, 0x11, 0xE0], ["pandas.read_excel('x.xls')"]),
    ("x.png", [0x89] + Array("PNG".utf8), ["a picture"]),
    ("it's.pkl", [0x80, 0x03], [#"open('it\'s.pkl', 'rb')"#]),
  ] as [(String, [UInt8], [String])])
func formatsOfOthers(name: String, bytes: [UInt8], words: [String]) throws {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("betaflow-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let path = folder.appendingPathComponent(name).path
  try Data(bytes + [0, 0, 1]).write(to: URL(fileURLWithPath: path))
  let error = try #require(throws: DataFileError.self) { try DataTable(contentsOf: path) }
  let text = "\(error)".replacing(folder.path + "/", with: "")
  for word in words { #expect(text.contains(word), "no '\(word)' in: \(text)") }
}

/// By what is in them: PyTorch's files and workbooks are ZIP archives.
@Test func archivesOfOthers() throws {
  func text(_ member: String) throws -> String {
    let file = try TemporaryFile(zip([(member, [1, 2])]), suffix: ".zip")
    let error = try #require(throws: DataFileError.self) { try DataTable(contentsOf: file.path) }
    return "\(error)"
  }
  #expect(try text("archive/data.pkl").contains("torch.load("))
  #expect(try text("xl/workbook.xml").contains("pandas.read_excel("))
  #expect(try text("photo.jpg").contains("a ZIP archive without arrays"))
}

/// A pickle that gzip compressed is opened by gzip.
@Test func packedPickles() throws {
  let file = try TemporaryFile(gzip([0x80, 0x04, 0x95, 0]), suffix: ".pkl.gz")
  let error = try #require(throws: DataFileError.self) { try DataTable(contentsOf: file.path) }
  #expect("\(error)".contains("import gzip, numpy, pickle; x = pickle.load(gzip.open('"))
  #expect("\(error)".contains(".npy'"))
}
