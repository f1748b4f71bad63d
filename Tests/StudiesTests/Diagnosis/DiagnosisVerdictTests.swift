import Fitting
import NumericKit
import RealModule
import Spectra
import Storage
import Studies
import Testing

@Suite("Verdict of a diagnosis")
struct DiagnosisVerdictTests {
  private static let seeds = Array(UInt64(1)...20)

  /// Signals of random strengths in white noise, or a spectrum that decays.
  private static func eigenvalues(_ stream: inout RandomStream) -> [Double] {
    let N = 3 + Int(stream.uniform() * 18)
    let isSpiked = stream.uniform() < 0.5
    let decay = 0.3 + 1.5 * stream.uniform()
    let values = (0..<N).map { i -> Double in
      isSpiked
        ? (i < 1 + N / 3 ? 1.5 + 20 * stream.uniform() : 1) : 10 * Double.pow(Double(i + 1), -decay)
    }
    return values.sorted(by: >)
  }

  /// Data of eight columns with signals of 20 down to 4 in noise of variance 1.
  private static let signals: [Double] = [20, 15, 11, 8, 6, 4] + Array(repeating: 1, count: 14)

  private func model(
    seed: UInt64, level: Double, latents: Int = 8, deviation: Double = 0.2,
    changing kl: ([Double]) -> [Double] = { $0 }
  ) throws -> SynthesisedModel {
    try SynthesisedModel(
      Self.signals, rows: 600, latents: latents, level: level, deviation: deviation, seed: seed,
      changing: kl)
  }

  @Test("of 200 healthy models of any kind at most 2 % raise an alarm")
  func falseAlarms() throws {
    var alarms: [String] = []
    for seed in UInt64(1)...200 {
      var stream = RandomStream(seed: seed, stream: 18)
      let values = Self.eigenvalues(&stream)
      let level = values[0] * Double.pow(0.03, stream.uniform()) * 0.8
      let latents = 1 + Int(stream.uniform() * Double(values.count + 3))
      let rows = 200 + Int(stream.uniform() * 500)
      let model = try SynthesisedModel(
        values, rows: rows, latents: latents, level: level, seed: seed)
      let diagnosis = try model.diagnosis(level: level)
      if diagnosis.verdict != .healthy {
        alarms.append("\(seed): \(diagnosis.answer[0]) level \(level) of \(values.prefix(6))")
      }
    }
    #expect(alarms.count <= 4, "\(alarms.joined(separator: "\n"))")
  }

  @Test(
    "a level above the largest eigenvalue: collapsed, whatever the decoder does", arguments: seeds)
  func collapsed(seed: UInt64) throws {
    let model = try model(seed: seed, level: 30)
    #expect(try model.diagnosis(level: 30).verdict == .collapsed)
    let dead = try DataTable(Array(repeating: 1, count: 320), columns: 20, named: "out")
    let probed = try model.diagnosis(level: 30) { $0.decoded = try DecoderProbe(of: dead) }
    #expect(probed.verdict == .collapsed)
    #expect(probed.answer[0].contains("none can"))
  }

  @Test("latents that could live and do not: a plateau, and it is not β", arguments: seeds)
  func plateau(seed: UInt64) throws {
    let silent = try model(seed: seed, level: 3) { $0.map { _ in 0 } }
    let diagnosis = try silent.diagnosis(level: 3)
    #expect(diagnosis.verdict == .plateau)
    #expect(diagnosis.answer[0].contains("It is not β"))
    // The strongest two have left it, the weaker four have not.
    let partial = try model(seed: seed, level: 3) { kl in
      kl.indices.map { $0 < 2 ? kl[$0] : 0 }
    }
    #expect(try partial.diagnosis(level: 3).verdict == .plateau)
  }

  @Test("a decoder that does not react: dead, unless its level explains that", arguments: seeds)
  func deadDecoder(seed: UInt64) throws {
    var stream = RandomStream(seed: seed, stream: 3)
    let silent = try model(seed: seed, level: 3) { $0.map { _ in 0 } }
    let outputs = (0..<640).map { Double(Float(Double($0 % 20) + 1e-4 * stream.normal())) }
    let alike = try DataTable(outputs, columns: 20, named: "out")
    let dead = try silent.diagnosis(level: 3) { $0.decoded = try DecoderProbe(of: alike) }
    #expect(dead.verdict == .deadDecoder)
    let living = try DataTable(stream.normals(640), columns: 20, named: "out")
    let reacts = try silent.diagnosis(level: 3) { $0.decoded = try DecoderProbe(of: living) }
    #expect(reacts.verdict == .plateau)
    let units = try DataTable(
      (0..<6400).map { $0 % 100 < 2 ? stream.normal() : 0 }, columns: 100, named: "h")
    let relu = try silent.diagnosis(level: 3) { $0.activations = try DecoderProbe(of: units) }
    #expect(relu.verdict == .deadDecoder)
  }

  @Test("noise, and the code of an encoder at its start: not trained", arguments: seeds)
  func notTrained(seed: UInt64) throws {
    let data = try model(seed: seed, level: 3).data
    let noise = SynthesisedModel(data: data, latents: 8, seed: seed) {
      ($0.normal(), 0.1 * $0.normal())
    }
    #expect(try noise.diagnosis(level: 3).verdict == .notTrained)
    // Balanced noise has to be told by the data.
    let balanced = SynthesisedModel(data: data, latents: 8, seed: seed) {
      (0.9 * $0.normal(), Double.log(0.19))
    }
    #expect(try balanced.diagnosis(level: 3).verdict == .notTrained)
    let constant = SynthesisedModel(data: data, latents: 8, seed: seed) { _ in (1.5, -0.2) }
    #expect(try constant.diagnosis(level: 3).verdict == .notTrained)
    var stream = RandomStream(seed: seed, stream: 4)
    let start = try randomEncoder(on: data, &stream)
    #expect(try start.diagnosis(level: 3).verdict == .notTrained)
  }

  /// Means that are random projections of the data, beside the prior's variance.
  private func randomEncoder(
    on data: DataTable, _ stream: inout RandomStream
  ) throws -> SynthesisedModel {
    let weights = (0..<8).map { _ in stream.normals(20).map { $0 / 20.squareRoot() } }
    var means: [Double] = []
    try data.forEachBlock(ofRows: 1) { block in
      means += weights.map { weight in zip(weight, block.values).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    var place = -1
    return SynthesisedModel(data: data, latents: 8, seed: 1) { stream in
      place += 1
      return (means[place], 0.05 * stream.normal())
    }
  }

  @Test(
    "KL of another weight: unused, with that weight and why", arguments: seeds)
  func weightUnused(seed: UInt64) throws {
    // β = 12 in the loss, 1 in the gradient.
    let model = try SynthesisedModel(
      Self.signals.map { 4 * $0 }, rows: 600, latents: 5, level: 1, deviation: 0.1, seed: seed)
    let diagnosis = try model.diagnosis(level: 12)
    #expect(diagnosis.verdict == .weightUnused)
    let fitted = try #require(diagnosis.comparison?.fittedLevel)
    #expect(abs(Double.log(fitted)) < Double.log(1.5))
    #expect(diagnosis.answer[0].contains("not applied at all"))
    // The other way: twenty columns that are averaged, KL that is not.
    let averaged = try SynthesisedModel(
      Self.signals, rows: 600, latents: 8, level: 6, deviation: 0.1, seed: seed)
    let other = try averaged.diagnosis(level: 0.3)
    #expect(other.verdict == .weightUnused)
    #expect(other.answer[0].contains("averaged over the columns"))
  }

  @Test(
    "signals that the level cuts off, and codes that are held back: over-regularised",
    arguments: seeds)
  func overRegularised(seed: UInt64) throws {
    let cut = try model(seed: seed, level: 15.5).diagnosis(level: 15.5)
    #expect(cut.verdict == .overRegularised)
    #expect(cut.answer[0].contains("stand out of the noise"))
    // Every latent tells a third of what it could, which no β explains.
    let held = try model(seed: seed, level: 0.5, deviation: 0.1) { $0.map { 0.3 * $0 } }
    #expect(try held.diagnosis(level: 0.5).verdict == .overRegularised)
  }

  @Test(
    "a code far from the prior: what it tells is held against the theory, not KL", arguments: seeds)
  func farFromPrior(seed: UInt64) throws {
    // A dead latent at 4.5, KL 10, beside six that tell what they should, 4.8 nats in all.
    let healthy = try model(seed: seed, level: 3, deviation: 0.1)
    let passive = try healthy.deadest
    let shifted = healthy.shifting(latent: passive, by: 4.5)
    let diagnosis = try shifted.diagnosis(level: 3)
    #expect(diagnosis.verdict == .notTrained, "\(diagnosis.answer)")
    #expect(diagnosis.answer[0].hasPrefix("Not trained to its end: 10."))
    #expect(diagnosis.answer[1].hasPrefix("Train longer"))
    let (told, predicted) = (diagnosis.information, diagnosis.comparison?.predictedTotal ?? 0)
    #expect(abs(told / predicted - 1) < 0.15, "\(told) \(predicted)")
    // The latent that only sits far away is told nothing of: what is predicted is for the others.
    let shiftedLatent = try #require(diagnosis.evidence.code?.latents.max { $0.kl < $1.kl }?.index)
    #expect(diagnosis.predicted?[shiftedLatent] == 0)
    // A model that tells nothing but has as much KL as predicted is no healthy one either.
    let silent = try model(seed: seed, level: 3) { $0.map { _ in 0 } }
    let offset = silent.shifting(latent: 0, by: (2 * predicted).squareRoot())
    let dead = try offset.diagnosis(level: 3)
    #expect(abs(dead.total / predicted - 1) < 0.05 && dead.information < 0.01)
    #expect(dead.verdict == .notTrained)
    // A trifle is said, and does not change the verdict.
    let little = try healthy.shifting(latent: passive, by: 1).diagnosis(level: 3)
    #expect(little.verdict == .healthy && little.answer[0].contains("distance from the prior"))
    #expect(little.advice.contains { $0.code == .farFromPrior })
  }

  @Test("without data, what the code alone tells")
  func withoutData() throws {
    var evidence = DiagnosisSpecification()
    evidence.code = try model(seed: 1, level: 3).code
    #expect(try evidence.run().verdict == .healthy)
    evidence.code = try model(seed: 1, level: 3) { $0.map { _ in 0 } }.code
    #expect(try evidence.run().verdict == .collapsed)
    let data = try model(seed: 1, level: 3).data
    evidence.code = try SynthesisedModel(data: data, latents: 3, seed: 1) { ($0.normal(), 0) }.code
    #expect(try evidence.run().verdict == .notTrained)
  }
}
