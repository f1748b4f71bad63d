import Foundation
import LinearVAE
import MeanField
import NumericKit
import Storage
import Studies

/// Whether the latents leave their plateau, and when: the command `escape`.
package struct EscapeRequest: Request {
  package var source: ProblemPart
  /// `N`, to count steps and for a random start, in place of the problem's.
  package var dimension: Int?
  /// Samples in the data set, to count epochs.
  package var rows: Int?

  package static let command = "escape"

  package enum CodingKeys: String, CodingKey, CaseIterable { case dimension, rows }

  package static let parts: [any KeyGroup.Type] = [ProblemPart.self]

  package init(_ source: ProblemPart) { self.source = source }

  package init(from decoder: any Decoder) throws {
    let section = try Self.section(decoder)
    dimension = try section.whole(.dimension)
    rows = try section.whole(.rows)
    source = try ProblemPart(from: decoder)
  }

  package func validate() throws(InvalidProblem) {
    try InvalidProblem.require(dimension, in: 1...SimulationSettings.dimensionLimit, "dimension")
    try InvalidProblem.require(rows, in: 1..., "rows")
  }

  package func reply(
    _ inputs: RequestInputs, _ context: RunContext
  ) throws -> Reply<EscapeResult> {
    let specification = try source.read(for: .start, dimension: dimension, inputs) {
      if let dimension { $0.simulation?.dimension = dimension }
    }
    let known = dimension ?? specification.simulation?.dimension
    if case .random = specification.initial, known == nil {
      throw InvalidProblem.missing(
        "dimension", "initial: random needs it, or a section simulation")
    }
    let study = try source.problem.blamed {
      try escape(of: specification, known, inputs).run(context)
    }
    if rows != nil, study.steps(1) == nil {
      inputs.warn(
        "\"rows\" has no effect: "
          + (specification.problem.training.rates == .limit
            ? "training.rates: limit has no steps"
            : "epochs need a dimension, in \"dimension\" or a section simulation"))
    }
    return Reply(
      study, study.dataset(of: specification), words: study.words, figure: { study.figure })
  }

  private func escape(
    of specification: ProblemSpecification, _ dimension: Int?, _ inputs: RequestInputs
  ) throws -> EscapeStudy {
    let end = try specification.requireTime().end
    let start: EscapeStudy.Start
    if case .random = try specification.requireInitial(), let dimension {
      start = .random(dimension: dimension)
    } else {
      start = .state(try specification.initialState())
    }
    return EscapeStudy(
      specification.problem, from: start, end: end,
      units: EscapeStudy.Units(dimension: dimension, rows: rows),
      withCurves: inputs.wantsFigure)
  }
}

extension EscapeResult {
  /// Latents that start alike, the verdict, and when single runs leave.
  fileprivate var words: [String] {
    let alike = alike.map {
      "Latents \(Self.listed($0)) start alike: they stay alike and find no more than one would."
    }
    var text = "Verdict: \(verdict.rawValue) ("
    if let plateau {
      let spread = plateau.spread > 0 ? " ± \(ShortNumber.text(plateau.spread, digits: 3))" : ""
      text += "plateau ends at \(ShortNumber.text(plateau.time))\(spread), "
    }
    text += "training ends at \(ShortNumber.text(end)))"
    return alike + [text] + (runsInWords.map { [$0] } ?? [])
  }

  private var runsInWords: String? {
    guard let runs else { return nil }
    let bounds = [runs.low, runs.high].map { ShortNumber.text($0) }
    let between = "eight of ten between \(bounds[0]) and \(bounds[1])"
    let median = ShortNumber.text(runs.median)
    guard plateau == nil else {
      return
        "Single runs at N = \(runs.dimension), by their own noise, too: half of them leave the plateau by "
        + "\(median), \(between)."
    }
    return
      "The flow never leaves from here, but the noise of single runs ends the plateau at about "
      + "\(median) at N = \(runs.dimension), \(between)."
  }

  /// Ascending indices from 0 as numbers from 1, three and more in a row as a range: "1, 3–7".
  private static func listed(_ indices: [Int]) -> String {
    IndexSet(indices).rangeView.flatMap { run in
      run.count > 2 ? ["\(run.lowerBound + 1)–\(run.upperBound)"] : run.map { "\($0 + 1)" }
    }.joined(separator: ", ")
  }
}
