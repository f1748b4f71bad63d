import Foundation
import Storage
import Testing

@testable import Plotting

/// A directory for one test, removed with it.
private final class Scratch {
  let url: URL
  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "plotting-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }
  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }
  func data(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path(name)))
  }
  func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
  }

  /// A program called gnuplot that runs `body` instead.
  func impostor(_ body: String) throws -> Gnuplot {
    let program = path("bin/gnuplot")
    try FileManager.default.createDirectory(
      atPath: path("bin"), withIntermediateDirectories: true)
    try Data("#!/bin/sh\n\(body)\n".utf8).write(to: URL(fileURLWithPath: program))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
    return try Gnuplot(searchPath: path("bin"))
  }
}

@Suite struct WriteTests {
  private let scratch: Scratch
  private let figure: Figure
  private let awkward = #"a_b {1}@^x & <y> ~ \ it's "q" `date` $HOME %d"#

  init() throws {
    scratch = try Scratch()
    figure = Figure(
      title: "Errors & <bars>",
      panels: [
        Panel(
          title: .plain(awkward), x: .logarithmic("\(.beta)"), y: Axis("50% of \(.symbol("m"))"),
          series: [
            .line(x: [1, 10, 100], y: [1, 2, 3], label: .plain(awkward)),
            .points(x: [1, 10, 100], y: [1, 2, 3], errors: [0.1, 0.2, 0.3], label: "points"),
          ], annotations: [.horizontal(at: 2, label: .plain(awkward))])
      ])
  }

  @Test func everyFormatIsWhatItsNameSays() throws {
    try figure.write(to: ["a.svg", "a.png", "a.PDF", "a.gp"].map(scratch.path))
    #expect(try scratch.names() == ["a.PDF", "a.gp", "a.png", "a.svg"])
    #expect(try scratch.data("a.png").starts(with: [0x89, 0x50, 0x4E, 0x47]))
    #expect(try scratch.data("a.PDF").starts(with: Data("%PDF-".utf8)))
    let svg = String(decoding: try scratch.data("a.svg"), as: UTF8.self)
    #expect(svg.hasPrefix("<?xml") && svg.contains("</svg>"))
    #expect(svg.contains("<title>Errors &amp; &lt;bars></title>"))
  }

  @Test func pngHasThreeHundredDotsAnInch() throws {
    try figure.write(to: [scratch.path("a.png")])
    let width = try scratch.data("a.png")[16..<20].reduce(0) { $0 << 8 | Int($1) }
    #expect(width == Int((86 / 25.4 * 300).rounded()))
  }

  @Test func awkwardTextIsDrawnAsItStands() throws {
    try figure.write(to: [scratch.path("a.svg")])
    let svg = String(decoding: try scratch.data("a.svg"), as: UTF8.self)
    let expected = awkward.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
    #expect(svg.ranges(of: expected).count == 3, "title, key and line")
  }

  @Test func theScriptRunsByItselfAndDrawsTheSame() throws {
    try figure.write(to: ["a.svg", "a.gp"].map(scratch.path))
    let first = String(decoding: try scratch.data("a.svg"), as: UTF8.self)
    let script = String(decoding: try scratch.data("a.gp"), as: UTF8.self)
    try Gnuplot().run(script, in: scratch.url)
    let second = String(decoding: try scratch.data("a.svg"), as: UTF8.self)
    let paths = { (svg: String) in
      svg.replacing(", Verdana, Helvetica, Arial, sans-serif", with: "").split(separator: "\n")
        .filter { $0.contains(" d='") }
    }
    #expect(paths(first) == paths(second))
    #expect(paths(first).count > 5)
  }

  @Test func aScriptAloneNeedsNoGnuplot() throws {
    let impostor = try scratch.impostor("exit 1")
    try figure.write(to: [scratch.path("alone.gp")], using: impostor)
    let script = String(decoding: try scratch.data("alone.gp"), as: UTF8.self)
    #expect(script.contains("set output 'alone.svg'"))
  }

  @Test func unknownExtensionsAreRefusedBeforeAnythingIsDrawn() throws {
    let path = scratch.path("a.jpeg")
    #expect(throws: FigureError.unknownFormat(path: path)) {
      try figure.write(to: [scratch.path("a.svg"), path])
    }
    #expect(FigureError.unknownFormat(path: "a.jpeg").description.contains(".svg, .png, .pdf"))
    #expect(try scratch.names().isEmpty)
  }

  @Test func aMissingDirectoryIsNamed() {
    let reason = "there is no directory '\(scratch.path("no"))'"
    let path = scratch.path("no/a.svg")
    #expect(throws: FigureError.notWritable(OutputError(path: path, reason: reason))) {
      try figure.write(to: [scratch.path("no/a.svg")])
    }
  }

  @Test func whatCannotBeWrittenIsNamed() throws {
    try FileManager.default.createDirectory(
      atPath: scratch.path("a.svg"), withIntermediateDirectories: false)
    let directory = OutputError(path: scratch.path("a.svg"), reason: "it is a directory")
    #expect(throws: FigureError.notWritable(directory)) {
      try figure.write(to: [scratch.path("a.svg")])
    }
    // Nobody, not even the superuser, can create files there.
    #expect {
      try figure.write(to: ["/proc/a.svg"])
    } throws: { error in
      guard case FigureError.notWritable(let error) = error else { return false }
      return error.path == "/proc/a.svg"
    }
  }

  @Test func aMissingGnuplotNamesThePackage() {
    #expect(throws: FigureError.gnuplotMissing) { try Gnuplot(searchPath: scratch.url.path) }
    #expect(FigureError.gnuplotMissing.description.contains("gnuplot-nox"))
  }

  @Test func aFailureIsReportedAndLeavesNothing() throws {
    let impostor = try scratch.impostor("echo half > figure.svg; echo 'no such font' >&2; exit 3")
    #expect(throws: FigureError.gnuplotFailed(status: 3, message: "no such font")) {
      try figure.write(to: [scratch.path("a.svg"), scratch.path("a.png")], using: impostor)
    }
    #expect(try scratch.names() == ["bin"])
  }

  @Test func silenceIsNotSuccess() throws {
    let impostor = try scratch.impostor("exit 0")
    #expect(throws: FigureError.gnuplotFailed(status: 0, message: "it wrote no svg")) {
      try figure.write(to: [scratch.path("a.svg")], using: impostor)
    }
  }

  /// More output than a pipe holds must not block.
  @Test func aTalkativeProgramDoesNotBlock() throws {
    let impostor = try scratch.impostor(
      "yes warning | head -c 1000000 >&2; yes | head -c 1000000; echo '<svg/>' > figure.svg")
    try figure.write(to: [scratch.path("a.svg")], using: impostor)
    #expect(try scratch.data("a.svg") == Data("<svg/>\n".utf8))
  }

  @Test func anExistingFileIsReplacedWhole() throws {
    try Data(repeating: 65, count: 1_000_000).write(to: URL(fileURLWithPath: scratch.path("a.svg")))
    try figure.write(to: [scratch.path("a.svg")])
    #expect(try scratch.data("a.svg").starts(with: Data("<?xml".utf8)))
    #expect(try scratch.names() == ["a.svg"])
  }
}
