import Foundation

/// A folder for the files of one run of gnuplot.
enum WorkFolder {
  /// Makes a new folder where temporary files go: in `TMPDIR`, or in the system's places if that is not
  /// set or leads nowhere, or here.
  ///
  /// - Throws: `FigureError.notWritable` when none of them can be written.
  static func make() throws(FigureError) -> URL {
    let chosen = ProcessInfo.processInfo.environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 }
    let name = "figure-\(UUID().uuidString)"
    for parent in [chosen, "/tmp", "/var/tmp", "."].compactMap({ $0 }) {
      let folder = URL(fileURLWithPath: parent).appendingPathComponent(name)
      if mkdir(folder.path, 0o700) == 0 { return folder }
    }
    throw .notWritable(
      path: chosen ?? "/tmp",
      reason:
        "\(String(cString: strerror(errno))); gnuplot needs a folder for its files: set TMPDIR")
  }
}

extension FigureError {
  /// Why a file could not be written, in the system's words where it has some.
  static func reason(of error: any Error) -> String {
    let error = error as NSError
    guard let cause = error.userInfo[NSUnderlyingErrorKey] as? NSError,
      cause.domain == NSPOSIXErrorDomain
    else {
      let preamble = "The operation could not be completed. "
      return error.localizedDescription.replacing(preamble, with: "")
    }
    return String(cString: strerror(Int32(cause.code)))
  }
}
