import Fitting
import Foundation
import LinearVAE
import Plotting
import Storage

extension Diagnosis {
  /// The answer as one page that needs no network: the verdict and what to do, pictures, every latent, and how
  /// verdicts are found.
  ///
  /// - Throws: `FigureError` if the pictures cannot be drawn.
  package func page() throws -> String {
    let sections = [
      ("answer", "The answer", answerSection), ("picture", "The picture", try pictureSection()),
      ("latents", "Latent by latent", latentSection),
      ("verdicts", "How the verdict is found", Self.verdictSection),
    ].filter { !$0.2.isEmpty }
    return HTMLPage(
      title: "Diagnosis: \(verdict.rawValue)", style: HTMLPage.answerStyle,
      header:
        "<h1>What is the matter with the model</h1>\n<p class=\"lead\">\(verdict.rawValue)</p>",
      entries: sections.enumerated().map { index, section in
        "<li><a href=\"#\(section.0)\"><span>\(index + 1)</span><b>\(section.1)</b></a></li>"
      },
      sections: sections.map { id, title, body in
        "<section id=\"\(id)\"><h2>\(title)</h2>\n\(body)\n</section>"
      },
      footer:
        "Made by <code>betaflow diagnose</code>. The numbers stand in "
        + "<a href=\"diagnosis.json\">diagnosis.json</a>."
    ).html
  }

  private var answerSection: String {
    let sentences = answer.map { "<p>\(HTMLPage.escaped($0))</p>" }.joined(separator: "\n")
    return "<div class=\"verdict\">\(sentences)</div>"
  }

  private func pictureSection() throws -> String {
    guard !figure.panels.isEmpty else { return "" }
    let picture = try figure.contents(ofFiles: ["diagnosis.svg"])[0].base64EncodedString()
    return """
      <figure><img alt="KL of each latent beside the linear theory" style="width: 100%"
      src="data:image/svg+xml;base64,\(picture)">
      <figcaption>The KL divergence of each latent beside that of a linear VAE, largest first; the total against
      the weight of the KL term; and its course, where a log was given.</figcaption></figure>
      """
  }

  private var latentSection: String {
    guard let kl = evidence.kl else { return "" }
    let expected = predicted
    let rows = kl.indices.sorted { (kl[$0], $1) > (kl[$1], $0) }.map { index -> String in
      let latent = evidence.code?.latents[index]
      let regime = latent.map { latent in
        latent.regime(unitThreshold: evidence.code?.unitThreshold ?? 0).rawValue
      }
      let cells = [
        number(kl[index]), latent.map { number($0.information) } ?? "–",
        expected.map { number($0[index]) } ?? "–",
        latent.map { number($0.varianceOfMean) } ?? "–",
        latent.map { number($0.meanVariance) } ?? "–", regime ?? "–",
      ]
      return "<tr><th scope=\"row\">\(index + 1)</th>"
        + cells.map { "<td>\($0)</td>" }.joined() + "</tr>"
    }
    return """
      <div class="table"><table>
      <thead><tr><th>latent (from 1)</th><th>KL (nats)</th><th>tells (nats)</th><th>predicted</th><th>variance of μ</th>
      <th>mean of σ²</th><th>class</th></tr></thead>
      <tbody>\(rows.joined(separator: "\n"))</tbody></table></div>
      """
  }

  private static let verdictSection = """
    <dl>
    <div><dt>collapsed</dt><dd>No latent lives, and at this KL weight none can.</dd></div>
    <div><dt>dead-decoder</dt><dd>The decoder's outputs are alike for all z.</dd></div>
    <div><dt>not-trained</dt><dd>The code is out of balance, far from the prior, noise, or has never moved.</dd></div>
    <div><dt>plateau</dt><dd>Latents could live at this KL weight and do not, or not yet.</dd></div>
    <div><dt>over-regularised</dt><dd>Latents live, and are held below what the data offer.</dd></div>
    <div><dt>weight-unused</dt><dd>KL is that of another weight of the KL term.</dd></div>
    <div><dt>healthy</dt><dd>None of these.</dd></div>
    </dl>
    <p>The first that fits, in this order, is the verdict.</p>
    """
}
