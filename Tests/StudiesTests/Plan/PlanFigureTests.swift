import LinearVAE
import Plotting
import Spectra
import Studies
import Testing

@Suite("Picture of a plan")
struct PlanFigureTests {
  private let spectrum = DataSpectrum(rows: 500, eigenvalues: [4, 3, 1.1, 1, 0.9, 0.8])

  private func panels(_ specification: PlanSpecification, _ data: DataSpectrum) throws -> [Panel] {
    let panels = try specification.run(on: data).figure.panels
    try #require(panels.count == 4)
    return panels
  }

  @Test("β in a few digits")
  func digits() throws {
    let collapse = try panels(PlanSpecification(latents: 2, beta: 1.9600000000000002), spectrum)[1]
    #expect(collapse.title == "Collapse (dashed: \("\(Label.beta) = \(.plain("1.96"))"))")
    #expect(Label.value(-1.23456789e-7, digits: 3) == "−1.23" + "×" + Label.powerOfTen(-7))
    #expect(Label.value(1e6) == Label.powerOfTen(6))
  }

  @Test("the weight of KL in the user's loss, not β, where a loss was given")
  func weight() throws {
    let loss = try LossConvention("mse:mean + 0.25*kl:sum", dimension: 6)
    let panels = try panels(PlanSpecification(latents: 2, loss: loss), spectrum)
    #expect(panels[1].title == "Collapse (dashed: \(.plain("0.25")))")
    #expect(panels[1].x.label == "weight of KL in the loss")
    // The first latent dies at 4 · 2a = 4/3: there its line comes down to 0.
    let line = panels[1].series[0]
    let last = line.y.lastIndex { $0 > 0 }.map { line.x[$0] } ?? 0
    #expect(abs(last / (4.0 / 3) - 1) < 0.03)
    #expect(panels[2].x.label == "flow time = \(.plain("0.3333")) × lr × steps")
  }

  @Test("flow time is what it is in the units of the loss")
  func flowTime() throws {
    let one = try panels(PlanSpecification(latents: 2), spectrum)[2]
    #expect(one.x.label == "flow time = learning rate × steps")
    let two = try panels(PlanSpecification(latents: 2, decoderVariance: 0.5), spectrum)[2]
    #expect(two.x.label == "flow time = \(.plain("2")) × lr × steps")
    let steps = try panels(PlanSpecification(latents: 2, learningRate: 1e-3), spectrum)[2]
    #expect(steps.x.label == "steps")
  }

  @Test("lines of latents have a key, the same in both panels", arguments: [1, 2, 6])
  func key(latents: Int) throws {
    let panels = try panels(PlanSpecification(latents: latents, beta: 0.5), spectrum)
    for panel in panels[1...2] {
      let samples = panel.series.filter(\.isSample)
      #expect(samples.count == latents && panel.key == .automatic)
      for (index, sample) in samples.enumerated() {
        #expect(sample.color == panel.series[index].color)
        #expect(sample.label == "\(Label.symbol("i")) = \(.plain("\(index + 1)"))")
      }
    }
    #expect(panels[1].series.filter(\.isSample) == panels[2].series.filter(\.isSample))
    // Nor is the key of the spectrum put on top of the level, which may be the lowest line.
    #expect(panels[0].key == .automatic)
  }

  @Test("of many latents the key has six, the first and the last among them")
  func longKey() throws {
    let many = DataSpectrum(rows: 500, eigenvalues: (0..<64).map { 100 - Double($0) })
    let samples = try panels(PlanSpecification(latents: 64), many)[1].series.filter(\.isSample)
    #expect(samples.count == 6)
    #expect(samples.first?.label == "\(Label.symbol("i")) = \(.plain("1"))")
    #expect(samples.last?.label == "\(Label.symbol("i")) = \(.plain("64"))")
  }

  /// At the rate `Σ ½ ln(λ/βσ²)` the distortion is `k βσ² + Σ_{i>k} λ_i`; the point of the plan is on the
  /// curve, which starts with nothing told and everything left.
  @Test("rate and distortion go from nothing told to the plan's own point")
  func rateDistortion() throws {
    let specification = PlanSpecification(latents: 3, beta: 1.05)
    let plan = try specification.run(on: spectrum)
    let panel = try panels(specification, spectrum)[3]
    let (line, point) = (panel.series[0], panel.series[1])
    #expect(line.x[0] == 0 && line.y[0] == 1)
    #expect(abs(point.x[0] - plan.forecast.rate) < 1e-12)
    #expect(abs(point.y[0] - plan.forecast.distortion / spectrum.totalVariance) < 1e-12)
    #expect(zip(line.y, line.y.dropFirst()).allSatisfy { $0 >= $1 })
  }

  @Test("the edge of noise stands in the spectrum, below the signals")
  func edge() throws {
    let law = MarchenkoPastur(ratio: 0.1)
    let bulk = (0..<50).map { law.quantile(1 - (Double($0) + 0.5) / 50) }
    let data = DataSpectrum(rows: 500, eigenvalues: [9, 5] + bulk.dropFirst(2))
    let plan = try PlanSpecification(latents: 3, beta: 2).run(on: data)
    let edge = try #require(plan.estimate?.edge)
    let annotations = plan.figure.panels[0].annotations
    #expect(annotations.contains(.horizontal(at: edge, label: "noise")))
    #expect(edge > 1.5 && edge < 2)
  }

  @Test("rounding and weak directions do not stretch the axis of β; β itself is on it")
  func limits() throws {
    let weak = DataSpectrum(rows: 500, eigenvalues: [100, 10, 1e-3, 1e-14, 0])
    let collapse = try panels(PlanSpecification(latents: 5, beta: 20), weak)[1]
    let first = collapse.series[0].x[0]
    #expect(first > 0.01 && first < 1)
    let low = try panels(PlanSpecification(latents: 5, beta: 1e-5), weak)[1]
    #expect(low.series[0].x[0] < 1e-5)
  }
}
