import Foundation
import LinearVAE
import Plotting
import Spectra
import Storage

extension Plan {
  /// The answer as one page that needs no network: the verdict, pictures, every latent, what was estimated,
  /// and what each of it means. The data go by a name.
  ///
  /// - Throws: `FigureError` if the pictures cannot be drawn.
  package func page(of name: String) throws -> String {
    let picture = try figure.contents(ofFiles: ["plan.svg"])[0].base64EncodedString()
    let sections = [
      ("answer", "The answer", answerSection),
      ("picture", "The picture", pictureSection(picture)),
      ("latents", "Latent by latent", latentSection),
      ("data", "Noise and signals", estimateSection),
      ("words", "What the words mean", Self.glossary),
    ]
    return HTMLPage(
      title: "\(name): which latents live", style: HTMLPage.answerStyle,
      header: """
        <h1>Which latents live on \(HTMLPage.escaped(name))</h1>
        <p class="lead">\(spectrum.rows) samples of \(spectrum.columns) columns,
        \(specification.latents) latents, \(HTMLPage.escaped(specification.decoder.name)) decoder,
        KL weight \(number(specification.klWeight)).</p>
        """,
      entries: sections.enumerated().map { index, section in
        "<li><a href=\"#\(section.0)\"><span>\(index + 1)</span><b>\(section.1)</b></a></li>"
      },
      sections: sections.map { id, title, body in
        "<section id=\"\(id)\"><h2>\(title)</h2>\n\(body)\n</section>"
      },
      footer:
        "Made by <code>betaflow plan</code>. The numbers stand in <a href=\"plan.json\">plan.json</a>."
    ).html
  }

  private var answerSection: String {
    let sentences = verdict.map { "<p>\(HTMLPage.escaped($0))</p>" }.joined(separator: "\n")
    let line = recommended?.line.map { "<pre><code>\(HTMLPage.escaped($0))</code></pre>" } ?? ""
    let remarks = remarks.map { "<p>\(HTMLPage.escaped("\($0)")).</p>" }.joined(separator: "\n")
    return "<div class=\"verdict\">\(sentences)</div>\n\(line)\n\(remarks)"
  }

  private func pictureSection(_ picture: String) -> String {
    """
    <figure><a href="data:image/svg+xml;base64,\(picture)"><img alt="The spectrum of the data with the
    level, the KL divergence of each latent against the KL weight, and the course of training"
    src="data:image/svg+xml;base64,\(picture)" style="width: 100%"></a>
    <figcaption>The eigenvalues of the data, with the level that a latent's must exceed and the edge of
    noise; how the latents collapse one by one as the KL weight grows; the rate and the distortion that
    each weight gives; and, for squared errors, how they come to life in training.</figcaption></figure>
    """
  }

  private var latentSection: String {
    let (weights, times) = (thresholdKLWeights, escapeTimes)
    let rows = forecast.latents.indices.map { index -> String in
      let fate = forecast.latents[index]
      let origin = estimate?.origin(ofLatent: index).rawValue ?? "–"
      let plateau = times[index].map { ShortNumber.text($0 * (stepsPerTime ?? 1)) }
      let cells = [
        ShortNumber.text(fate.eigenvalue, digits: 4), weights[index].map(number) ?? "–",
        fate.isActive ? "lives" : "dies", origin, number(fate.kl), plateau ?? "–",
      ]
      return "<tr><th scope=\"row\">\(index + 1)</th>"
        + cells.map { "<td>\($0)</td>" }.joined() + "</tr>"
    }
    let unit = stepsPerTime == nil ? "flow time" : "steps"
    return """
      <div class="table"><table>
      <thead><tr><th>latent (from 1)</th><th>eigenvalue</th><th>dies at KL weight</th><th></th>
      <th>learns</th><th>KL (nats)</th><th>plateau (\(unit))</th></tr></thead>
      <tbody>\(rows.joined(separator: "\n"))</tbody></table></div>
      """
  }

  private var estimateSection: String {
    guard let estimate else {
      return columnVariances == nil
        ? "<p>Only the largest eigenvalues are known.</p>"
        : "<p>The decoder learns the noise of each column by itself.</p>"
    }
    let noise = estimate.noise
    func item(_ name: String, _ text: String) -> String {
      "<div><dt>\(name)</dt><dd>\(text)</dd></div>\n"
    }
    let trust =
      estimate.isCertain
      ? "The rest of the spectrum is spread like that of noise."
      : "The rest of the spectrum does not tell what noise is: these numbers are a guide only."
    let interval =
      "variance \(number(noise.variance)), from \(number(noise.interval.lowerBound)) to "
      + "\(number(noise.interval.upperBound)); its eigenvalues end at \(number(estimate.edge))"
    return """
      <dl>
      \(item("Noise", interval))\
      \(item("Signals", "\(estimate.signals) directions stand out of it"))\
      \(item("Trust", trust))
      </dl>
      """
  }

  private static let glossary = """
    <dl>
    <div><dt>Eigenvalue</dt><dd>The variance of the data along one of their principal directions; of
    decoders that are not Gaussian, that of the scores in units of their curvature.</dd></div>
    <div><dt>Level</dt><dd>What an eigenvalue must exceed for a latent to live there: β times the decoder's
    variance.</dd></div>
    <div><dt>Dies at</dt><dd>The weight of the KL term in your loss from which on the latent tells nothing
    about the data.</dd></div>
    <div><dt>KL</dt><dd>What the latent tells about a sample, in nats, at the optimum.</dd></div>
    <div><dt>Plateau</dt><dd>How long the loss stays flat before the latent comes to life: learning rate
    times steps of plain SGD, or steps where a rate was given.</dd></div>
    </dl>
    """
}
