import Foundation

/// The reader under test, named by `--reader=NAME`; libFuzzer leaves words with two dashes alone.
private let reader: Reader = {
  let names = CommandLine.arguments.compactMap { word in
    word.hasPrefix("--reader=") ? String(word.dropFirst("--reader=".count)) : nil
  }
  guard let reader = Reader.all.first(where: { $0.name == names.first }) else {
    let known = Reader.all.map(\.name).joined(separator: ", ")
    FileHandle.standardError.write(Data("give --reader=NAME, one of \(known)\n".utf8))
    exit(64)
  }
  return reader
}()

/// What libFuzzer calls with each input that it makes up.
@_cdecl("LLVMFuzzerTestOneInput")
public func readOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  reader.read(UnsafeRawBufferPointer(start: start, count: count))
  return 0
}
