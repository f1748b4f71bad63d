import Foundation

extension Figure {
  /// Writes the figure to a file, in the format that the extension names.
  ///
  /// - Parameters:
  ///   - path: Ends in `.svg`, `.png`, `.pdf`, or `.gp` for the script.
  ///   - gnuplot: The program to draw with; by default the one on the search path.
  /// - Throws: `FigureError`, which says what could not be drawn or written and why.
  public func write(to path: String, using gnuplot: Gnuplot? = nil) throws(FigureError) {
    try write(to: [path], using: gnuplot)
  }

  /// Writes the figure to several files, drawn by one run of gnuplot.
  ///
  /// Each file appears complete under its name or not at all, and none appears before all are
  /// drawn. A script among them draws the pictures among them, beside itself, or else an SVG.
  ///
  /// - Parameters:
  ///   - paths: Each ends in `.svg`, `.png`, `.pdf`, or `.gp` for the script.
  ///   - gnuplot: The program to draw with; by default the one on the search path.
  /// - Throws: `FigureError`, which says what could not be drawn or written and why.
  public func write(to paths: [String], using gnuplot: Gnuplot? = nil) throws(FigureError) {
    let destinations = try paths.map { path throws(FigureError) in try Destination(path) }
    for destination in destinations { try destination.check() }
    let contents = try contents(of: destinations, using: gnuplot)
    for (destination, data) in zip(destinations, contents) { try destination.replace(with: data) }
  }

  /// What ``write(to:using:)-([String],_)`` would write to several files, without writing it.
  ///
  /// - Parameters:
  ///   - paths: Each ends in `.svg`, `.png`, `.pdf`, or `.gp` for the script.
  ///   - gnuplot: The program to draw with; by default the one on the search path.
  /// - Returns: The contents of each file.
  /// - Throws: `FigureError`, which says what could not be drawn and why.
  public func contents(
    ofFiles paths: [String], using gnuplot: Gnuplot? = nil
  ) throws(FigureError) -> [Data] {
    try contents(
      of: paths.map { path throws(FigureError) in try Destination(path) }, using: gnuplot)
  }

  private func contents(
    of destinations: [Destination], using gnuplot: Gnuplot?
  ) throws(FigureError) -> [Data] {
    let pictures = destinations.compactMap { destination in
      destination.format.map { (format: $0, url: destination.url) }
    }
    let drawn = try draw(Set(pictures.map(\.format)), using: gnuplot)
    return try destinations.map { destination throws(FigureError) in
      if let format = destination.format { return drawn[format] ?? Data() }
      return Data(try script(beside: destination.url, pictures: pictures).utf8)
    }
  }

  /// The script as a file of its own.
  private func script(
    beside url: URL, pictures: [(format: Format, url: URL)]
  ) throws(FigureError) -> String {
    let picture = url.deletingPathExtension().appendingPathExtension("svg")
    let outputs = pictures.isEmpty ? [(format: Format.svg, url: picture)] : pictures
    return try script(for: outputs.map { ($0.format, $0.url.lastPathComponent) })
  }

  /// The contents of the picture in each of the formats.
  private func draw(
    _ formats: Set<Format>, using gnuplot: Gnuplot?
  ) throws(FigureError) -> [Format: Data] {
    let outputs = Format.allCases.filter(formats.contains).map { ($0, "figure.\($0.rawValue)") }
    guard !outputs.isEmpty else { return [:] }
    let script = try script(for: outputs)
    let program = if let gnuplot { gnuplot } else { try Gnuplot() }
    let directory = try WorkFolder.make()
    return try Drawings.inFolder(directory) { () throws(FigureError) in
      try program.run(script, in: directory)
      return try pictures(outputs, in: directory)
    }
  }

  /// What gnuplot has drawn.
  private func pictures(
    _ outputs: [(Format, String)], in directory: URL
  ) throws(FigureError) -> [Format: Data] {
    var result: [Format: Data] = [:]
    for (format, name) in outputs {
      guard let data = try? Data(contentsOf: directory.appendingPathComponent(name)), !data.isEmpty
      else { throw .gnuplotFailed(status: 0, message: "it wrote no \(format.rawValue)") }
      result[format] = format == .svg ? completed(svg: data) : data
    }
    return result
  }

  /// The SVG made presentable everywhere: with the title of the figure, with spaces kept between
  /// upright and slanted text, and with typefaces to fall back on (most systems lack DejaVu Sans,
  /// and without a list they would take one with serifs).
  private func completed(svg: Data) -> Data {
    let title = self.title.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
    let fonts = "\(Typography.font), Verdana, Helvetica, Arial, sans-serif"
    let text = String(decoding: svg, as: UTF8.self)
      .replacing("<title>Gnuplot</title>", with: "<title>\(title)</title>")
      .replacing("<text>", with: "<text xml:space=\"preserve\">")
      .replacing("font-family=\"\(Typography.font)\"", with: "font-family=\"\(fonts)\"")
    return Data(text.utf8)
  }
}

/// A file to be written.
private struct Destination {
  let url: URL
  /// The format of a picture; `nil` for the script.
  let format: Figure.Format?

  init(_ path: String) throws(FigureError) {
    url = URL(fileURLWithPath: path)
    format = Figure.Format(rawValue: url.pathExtension.lowercased())
    guard format != nil || url.pathExtension.lowercased() == "gp" else {
      throw .unknownFormat(path: path)
    }
  }

  /// Makes sure, before anything is drawn, that the file can be written.
  func check() throws(FigureError) {
    let directory = url.deletingLastPathComponent().path
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory),
      isDirectory.boolValue
    else { throw .missingDirectory(path: directory) }
    guard FileManager.default.isWritableFile(atPath: directory) else {
      throw .notWritable(path: url.path, reason: "no permission to write in '\(directory)'")
    }
    let type = (try? FileManager.default.attributesOfItem(atPath: target.path))?[.type]
    switch type as? FileAttributeType {
    case nil, .typeRegular: break
    case .typeDirectory: throw .notWritable(path: url.path, reason: "it is a directory")
    default: throw .notWritable(path: url.path, reason: "it is not a regular file")
    }
  }

  /// The file itself, or the one that a symbolic link leads to.
  private var target: URL { url.resolvingSymlinksInPath() }

  /// Writes to a temporary file in the same directory and renames that.
  func replace(with contents: Data) throws(FigureError) {
    do {
      try contents.write(to: target, options: .atomic)
    } catch {
      throw .notWritable(path: url.path, reason: FigureError.reason(of: error))
    }
  }
}
