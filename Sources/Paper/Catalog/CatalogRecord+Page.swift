import Foundation
import Plotting
import Studies

extension CatalogRecord {
  /// The page that shows figures with their captions: one file of HTML without scripts that needs no
  /// network; pictures are taken from the folders beside it.
  static func page(of records: [CatalogRecord]) -> String {
    HTMLPage(
      title: "Learning dynamics in linear β-VAEs: the figures",
      header: """
        <h1>Learning dynamics in linear β-VAEs</h1>
        <p class="lead">The figures of Y.&nbsp;Ichikawa and K.&nbsp;Hukushima, <cite>Learning Dynamics in
        Linear VAE: Posterior Collapse Threshold, Superfluous Latent Space Pitfalls, and Speedup with KL
        Annealing</cite> (AISTATS 2024), computed anew, and some beyond them. Every picture comes with its
        numbers, the problems behind it, and what had to be chosen where the paper is silent.</p>
        """,
      entries: records.map { record in
        "<li><a href=\"#\(record.name)\"><span>\(record.heading)</span><b>\(record.title)</b></a></li>"
      }, sections: records.map(\.section),
      footer: """
        Made by <code>betaflow reproduce</code>. A problem file is an argument of
        <code>betaflow fixed-points</code>, <code>phase</code> and others, and with a start in it of
        <code>flow</code> and <code>simulate</code>; a script draws its picture with <code>gnuplot</code>.
        """
    ).html
  }

  /// "Figure 1", or the name of a figure that the paper does not have.
  private var heading: String {
    guard name.hasPrefix("fig") else { return "Beyond" }
    let parts = name.dropFirst(3).split(separator: "-", maxSplits: 1)
    return "Figure \(parts.first ?? "")\(parts.count > 1 ? ", variant" : "")"
  }

  private var section: String {
    let quick =
      edition == .quick ? "<p class=\"quick\">Quick edition: coarser and shorter.</p>\n" : ""
    // Of the width that a picture of two columns of a journal has.
    let share = min(100, Int((100 * width / Figure.Length.doubleColumn.millimetres).rounded()))
    func item(_ name: String, _ text: String) -> String {
      "<div><dt>\(name)</dt><dd>\(text)</dd></div>\n"
    }
    // For screen readers.
    let plainTitle = title.replacing(/<[^>]*>/, with: "").replacing("\"", with: "&quot;")
    return """
      <section id="\(name)">
      <h2><span>\(heading)</span> \(title)</h2>
      \(quick)<figure>
      <a href="\(name)/\(name).pdf"><img src="\(name)/\(name).svg" alt="\(plainTitle)"
      style="width: max(\(share)%, min(100%, 26rem))"></a>
      <figcaption>\(shows)</figcaption>
      </figure>
      <dl>
      \(item("Run", ran))
      \(left_open.isEmpty ? "" : item("Left open", left_open))\(item("Chosen", chosen))
      </dl>
      \(table)
      <p class="files">\(links)</p>
      </section>
      """
  }

  private var table: String {
    guard !findings.isEmpty else { return "" }
    let rows = findings.map { finding in
      "<tr><th scope=\"row\">\(finding.what)</th><td>\(number(finding.value))</td>"
        + "<td>\(finding.expected.map { number($0) } ?? "")</td><td>\(finding.source)</td></tr>"
    }
    return """
      <div class="table"><table>
      <thead><tr><th></th><th>here</th><th>expected</th><th>from</th></tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody>
      </table></div>
      """
  }

  private func number(_ value: Double?) -> String {
    guard let value else { return "–" }
    let format =
      switch abs(value) {
      case 0: "0"
      case ..<1e-4, 1e6...: "%.2e"
      case 1e4...: "%.0f"
      default: "%.4g"
      }
    return String(format: format, value).replacing("-", with: "−")
  }

  /// Links to all files, those of problems apart.
  private var links: String {
    func link(_ file: String) -> String { "<a href=\"\(name)/\(file)\">\(file)</a>" }
    let problems = files.filter { $0.hasSuffix(".yaml") }
    return files.filter { !$0.hasSuffix(".yaml") }.map(link).joined(separator: " ")
      + "</p>\n<details><summary>\(problems.count) problem files</summary>"
      + "<ul>\(problems.map { "<li>\(link($0))</li>" }.joined())</ul></details><p>"
  }
}
