import Foundation
import Storage

extension Figure {
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
    // Before anything is drawn.
    let formats = try paths.map(Self.format)
    do throws(OutputError) { for path in paths { try OutputFile.check(path) } } catch {
      throw .notWritable(error)
    }
    let contents = try contents(ofFiles: paths, formats, using: gnuplot)
    do throws(OutputError) {
      for (path, data) in zip(paths, contents) { try OutputFile.write(data, to: path) }
    } catch { throw .notWritable(error) }
  }

  /// What ``write(to:using:)`` would write, without writing it.
  package func contents(ofFiles paths: [String]) throws(FigureError) -> [Data] {
    try contents(ofFiles: paths, paths.map(Self.format), using: nil)
  }

  /// The format of a picture by the end of its file's name; `nil` for the script.
  private static func format(of path: String) throws(FigureError) -> Format? {
    let ending = URL(fileURLWithPath: path).pathExtension.lowercased()
    let format = Format(rawValue: ending)
    guard format != nil || ending == "gp" else { throw .unknownFormat(path: path) }
    return format
  }

  private func contents(
    ofFiles paths: [String], _ formats: [Format?], using gnuplot: Gnuplot?
  ) throws(FigureError) -> [Data] {
    let names = paths.map { URL(fileURLWithPath: $0).lastPathComponent }
    let pictures = zip(formats, names).compactMap { format, name in format.map { ($0, name) } }
    let drawn = try draw(Set(pictures.map(\.0)), using: gnuplot)
    return try zip(formats, names).map { format, name throws(FigureError) in
      if let format { return drawn[format] ?? Data() }
      let alone = URL(fileURLWithPath: name).deletingPathExtension().lastPathComponent + ".svg"
      return Data(try script(for: pictures.isEmpty ? [(.svg, alone)] : pictures).utf8)
    }
  }

  private func draw(
    _ formats: Set<Format>, using gnuplot: Gnuplot?
  ) throws(FigureError) -> [Format: Data] {
    let outputs = Format.allCases.filter(formats.contains).map { ($0, "figure.\($0.rawValue)") }
    guard !outputs.isEmpty else { return [:] }
    let script = try script(for: outputs)
    let program = if let gnuplot { gnuplot } else { try Gnuplot() }
    return try Drawings.inNewFolder { folder throws(FigureError) in
      try program.run(script, in: folder)
      var result: [Format: Data] = [:]
      for (format, name) in outputs {
        guard let data = try? Data(contentsOf: folder.appendingPathComponent(name)), !data.isEmpty
        else { throw .gnuplotFailed(status: 0, message: "it wrote no \(format.rawValue)") }
        result[format] = format == .svg ? completed(svg: data) : data
      }
      return result
    }
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
