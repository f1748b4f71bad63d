import Foundation
import Studies

extension Audit {
  /// The page that shows all claims with their verdicts: one file of HTML without scripts that needs no
  /// network, in the style of that of the figures.
  package var page: String {
    let counts = AuditVerdict.allCases.map { verdict in
      "<li class=\"\(verdict.style)\"><b>\(count(of: verdict))</b> \(verdict.rawValue)</li>"
    }
    let command =
      "betaflow audit\(options.edition == .quick ? " --quick" : "") --seed \(options.seed)"
    return HTMLPage(
      title: "Learning dynamics in linear β-VAEs: the claims", style: Self.pageStyle,
      header: """
        <h1>Learning dynamics in linear β-VAEs, claim by claim</h1>
        <p class="lead">What Y.&nbsp;Ichikawa and K.&nbsp;Hukushima state in <cite>Learning Dynamics in
        Linear VAE: Posterior Collapse Threshold, Superfluous Latent Space Pitfalls, and Speedup with KL
        Annealing</cite> (AISTATS 2024), in our words, each with the number that decides it, computed anew.
        A number decides against its bound; where a misprint is corrected, both forms were run.</p>
        <ul class="summary">\(counts.joined())</ul>
        """,
      entries: sections.map { section, findings in
        let marks = findings.map { "<i class=\"\($0.verdict.style)\"></i>" }.joined()
        return """
          <li><a href="#\(section.rawValue)"><b>\(section.title)</b><span>\(marks)</span></a></li>
          """
      },
      sections: sections.map { section, findings in
        """
        <section id="\(section.rawValue)">
        <h2>\(section.title)</h2>
        \(findings.map(article).joined(separator: "\n"))
        </section>
        """
      },
      footer: """
        Made by <code>\(command)</code>. A bound of standard errors is one that a right form exceeds
        by chance in about one of 10⁸ comparisons. Letters: m, d, Q, E, R overlaps of decoder, encoder and
        factors; D variance of the encoder; ρ signal, η noise, τ learning rates, λ weight decay;
        A = dΛdᵀ + ηE, C = dΛmᵀ + ηRᵀ, G = mΛmᵀ + ηQ, U = dΛ + ηd, T = mΛ + ηm, K = A + D + λI,
        P = Q + βI, Z = PA − Cᵀ.
        """
    ).html
  }

  private func article(_ finding: Finding) -> String {
    let (claim, evidence) = (finding.claim, finding.evidence)
    let changed =
      finding.isAsRecorded ? "" : "<p class=\"changed\">On record: \(claim.recorded.rawValue).</p>"
    let reason = evidence.reason.map { "<p>\(formatted($0.sentence))</p>" } ?? ""
    return """
      <article id="\(claim.id)">
      <div><p class="place">\(formatted(claim.place))</p>
      <p class="verdict \(finding.verdict.style)">\(finding.verdict.rawValue)</p></div>
      <div><p class="claim">\(formatted(claim.claim))</p>
      \(changed)\(numbers(finding))\(reason)
      <p class="how">\(formatted(claim.how.sentence)) <a href="#\(claim.id)">\(claim.id)</a></p></div>
      </article>
      """
  }

  /// The numbers: a row, or one each for the printed and the right form.
  private func numbers(_ finding: Finding) -> String {
    let correction = finding.claim.correction
    guard let right = finding.evidence.right else { return "" }
    guard let printed = finding.evidence.printed else {
      return "<table>\(row("", [right.what], right))</table>"
    }
    return "<table>" + row("printed", [correction?.printed, printed.what], printed)
      + row("right", [correction?.right, right.what == printed.what ? nil : right.what], right)
      + "</table>"
  }

  /// A row: the name of a form, the form, what was measured of it, and the numbers.
  private func row(_ name: String, _ lines: [String?], _ measurement: AuditMeasurement) -> String {
    var texts = lines.compactMap { $0.map(formatted) }
    if let what = lines.last ?? nil { texts[texts.count - 1] = "<small>\(formatted(what))</small>" }
    let comparison = measurement.comparison.replacing(">", with: "&gt;")
    return "<tr><th scope=\"row\">\(name)</th><td>\(texts.joined(separator: "<br>"))</td>"
      + "<td class=\"\(measurement.holds ? "holds" : "fails")\">\(comparison)</td></tr>"
  }

  /// Text as HTML: `τ_W` with a subscript, `V^t` with a superscript.
  private func formatted(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing(/_([A-Za-z0-9]+)/) { "<sub>\($0.1)</sub>" }.replacing(/\^([A-Za-z0-9½]+)/) {
        "<sup>\($0.1)</sup>"
      }
  }

  private static let pageStyle = """
    :root { --good: #1b6e4f; --fixed: #8a5a00; --bad: #a3262a; --open: #5a6270; }
    @media (prefers-color-scheme: dark) {
      :root { --good: #6cc7a0; --fixed: #e0b054; --bad: #ef8b87; --open: #a3a8b0; }
    }
    .confirmed { --tone: var(--good); } .corrected { --tone: var(--fixed); }
    .refuted { --tone: var(--bad); } .open { --tone: var(--open); }
    .summary { list-style: none; display: flex; flex-wrap: wrap; gap: 0.6rem 2.2rem; padding: 0;
      margin: 0 0 1.5rem; font: 0.85rem/1.4 system-ui, sans-serif; color: var(--soft); }
    .summary b { display: block; font-size: 1.9rem; line-height: 1.1; font-weight: 600;
      color: var(--tone); }
    nav a { grid-template-columns: 1fr auto; }
    nav span { display: flex; flex-wrap: wrap; gap: 3px; }
    nav i { width: 0.6rem; height: 0.6rem; border-radius: 2px; background: var(--tone); }
    section { margin-top: 3.5rem; }
    article { display: grid; grid-template-columns: 11rem 1fr; gap: 0 1.5rem; padding: 0.9rem 0 0.7rem;
      border-top: 1px solid var(--rule); }
    article:target { background: var(--mark); }
    article p { margin: 0 0 0.35rem; }
    .place { font-weight: 600; font-size: 0.95rem; }
    .verdict { font: 600 0.78rem/1.4 system-ui, sans-serif; color: var(--tone);
      padding-left: 1.05rem; text-indent: -1.05rem; }
    .verdict::before { content: ""; display: inline-block; width: 0.6rem; height: 0.6rem;
      border-radius: 2px; background: var(--tone); margin-right: 0.45rem; }
    .changed { color: var(--bad); font-weight: 600; }
    article table { font-size: 0.95rem; margin: 0 0 0.35rem; }
    article td, article th { border: 0; padding: 0.1rem 0; }
    article th { width: 4.2rem; font: 600 0.78rem/1.9 system-ui, sans-serif; color: var(--soft); }
    article th:empty { display: none; }
    article small { font-size: 0.9rem; color: var(--soft); }
    article tr td:nth-child(n) { text-align: left; padding-left: 0; color: inherit; white-space: normal; }
    article tr td:last-child:nth-child(n) { text-align: right; padding-left: 1rem; white-space: nowrap;
      font-variant-numeric: tabular-nums lining-nums; color: var(--good); }
    article tr td.fails:last-child:nth-child(n) { color: var(--bad); }
    .how { font-size: 0.9rem; color: var(--soft); }
    .how a { font: 0.78rem ui-monospace, "DejaVu Sans Mono", Menlo, monospace; color: inherit;
      text-decoration: none; margin-left: 0.4rem; }
    @media (max-width: 36rem) { article { grid-template-columns: 1fr; } }
    @media print { section { break-before: auto; } article { break-inside: avoid; } }
    """
}

extension AuditVerdict {
  /// The name of the class that colours it.
  fileprivate var style: String {
    switch self {
    case .confirmed: "confirmed"
    case .confirmedAfterCorrection: "corrected"
    case .refuted: "refuted"
    case .notCheckable: "open"
    }
  }
}

extension String {
  /// With a capital at its start and a full stop at its end.
  fileprivate var sentence: String { prefix(1).uppercased() + dropFirst() + "." }
}
