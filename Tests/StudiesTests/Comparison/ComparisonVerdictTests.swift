import FiniteSize
import Foundation
import LinearVAE
import NumericKit
import Storage
import Studies
import Testing

@Suite("The verdict of a comparison")
struct ComparisonVerdictTests {
  private func specification(
    seed: UInt64, beta: Double = 0.6, replicas: Int = 5, latents: Int = 1
  ) -> ProblemSpecification {
    ProblemSpecification(
      problem: LearningProblem(
        data: SpikedData(signals: [1], noise: 0.7), latents: latents,
        training: Training(rates: .uniform(0.3), beta: .constant(beta))),
      initial: .overlapping(
        OverlappingStart(
          overlap: .all(0.3), decoderNorm: 0.5, encoderNorm: 0.5)),
      time: .at([0, 0.5, 1, 2]),
      simulation: SimulationSettings(dimension: 2000, replicas: replicas, seed: seed))
  }

  /// At N = 2000 the term of order 1/N is a twentieth of the standard error of five runs.
  ///
  /// The level is an upper bound, since the numbers hang together: of 200 comparisons at most 6 are
  /// false alarms at 1 % (more has a probability below 0.5 %), and at 20 %, which is 40 alarms if they
  /// were independent, at most 58 (below 0.1 %). Fewer than 8 would mean a bound that says nothing.
  @Test("errs as often as its level says, and not much more seldom")
  func calibration() throws {
    let probabilities = try (0..<200).map { seed in
      let study = try ComparisonStudy(specification(seed: UInt64(seed))).run()
      let verdict = try #require(study.verdict)
      #expect(verdict.numbers == 3 * 6 && verdict.degreesOfFreedom == 4)
      #expect(verdict.isBeyondChance == (verdict.probability < ComparisonVerdict.level))
      #expect(
        verdict.isBeyondChance == (verdict.largest.score.magnitude > verdict.criticalScore))
      return verdict.probability
    }
    #expect(probabilities.count { $0 < ComparisonVerdict.level } <= 6)
    #expect((8...58).contains(probabilities.count { $0 < 0.2 }))
  }

  @Test("finds a theory of another β")
  func power() throws {
    let right = try ComparisonStudy(specification(seed: 1, replicas: 20)).run()
    #expect(try #require(right.verdict).name == "within chance")
    let other = specification(seed: 1, beta: 0.7, replicas: 20)
    let flow = try FlowStudy(
      other.problem, from: try other.initialState(), at: try other.requireTime().times
    ).run()
    let wrong = Comparison(flow, right.simulation)
    let verdict = try #require(wrong.verdict)
    #expect(verdict.name == "beyond chance" && verdict.probability < 1e-6)
    // The largest of all, where it is.
    let scores = wrong.largestScores.compactMap { $0 }
    #expect(scores.max() == verdict.largest.score.magnitude)
    let index = try #require(wrong.times.firstIndex(of: verdict.largest.time))
    #expect(wrong.largestScores[index] == scores.max())
  }

  /// Of symmetric matrices each number counts once: 2 + 2 + 3 + 3 + 4 + 2.
  @Test("counts independent numbers")
  func numbers() throws {
    let study = try ComparisonStudy(specification(seed: 2, latents: 2)).run()
    #expect(study.verdict?.numbers == 3 * 16)
    let single = try ComparisonStudy(specification(seed: 2, replicas: 1)).run()
    #expect(single.verdict == nil)
  }

  @Test("every format has the scores and the verdict")
  func formats() throws {
    let specification = specification(seed: 3)
    let study = try ComparisonStudy(specification).run()
    let verdict = try #require(study.verdict)
    let data = try JSONDocument.data(of: study.dataset(of: specification))
    let json = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(json["verdict"] as? String == verdict.name)
    let largest = try #require(json["largest_z"] as? [String: Any])
    func expect(_ value: Any?, is number: Double) {
      #expect(abs((value as? Double ?? .nan) / number - 1) < 1e-14, "\(number)")
    }
    expect(largest["z"], is: verdict.largest.score)
    #expect(largest["quantity"] as? String == verdict.largest.quantity)
    #expect(largest["indices"] as? [Int] == verdict.largest.indices)
    let chance = try #require(json["chance"] as? [String: Any])
    #expect(chance["numbers"] as? Int == 18 && chance["degrees_of_freedom"] as? Int == 4)
    expect(chance["critical_z"], is: verdict.criticalScore)
    expect(chance["probability"], is: verdict.probability)
    #expect(chance["level"] as? Double == 0.01)
    let z = try #require((json["z"] as? [[String: Any]])?[2]["Q"] as? [[Double]])[0][0]
    let column = try #require(
      study.dataset(of: specification).table.columns.first { $0.name == "z_Q_0_0" })
    guard case .numbers(let cells) = column.cells else { return }
    expect(cells[2], is: z)
    #expect(cells[0]?.isNaN == true)
    let entries = study.dataset(of: specification).archive.entries
    #expect(entries.first { $0.name == "z_Q" }?.values[2] == cells[2])
    #expect(entries.first { $0.name == "verdict" }?.texts == [verdict.name])
    #expect(entries.first { $0.name == "critical_z" }?.values == [verdict.criticalScore])
  }
}
