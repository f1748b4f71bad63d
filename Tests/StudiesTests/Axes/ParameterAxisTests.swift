import LinearVAE
import NumericKit
import Studies
import Testing

@Suite("Axes of diagrams")
struct ParameterAxisTests {
  private let problem = LearningProblem(
    data: SpikedData(signals: [1, 0.5], noise: 0.3, overlap: [[1, 0.2], [0.2, 1]]), latents: 2,
    training: Training(
      rates: .finite(decoder: 0.1, encoder: 0.2, variance: 0.3), weightDecay: 0.01, batch: 3,
      beta: .constant(0.7), variance: .log))

  @Test("values run from end to end, linear or logarithmic")
  func values() throws {
    #expect(try ParameterAxis("beta=0.5:2.5:5").values == [0.5, 1, 1.5, 2, 2.5])
    let log = try ParameterAxis("eta=0.01:100:5log")
    #expect(log.isLogarithmic && log.values.first == 0.01 && log.values.last == 100)
    #expect(abs(log.values[2] - 1) < 1e-15)
    #expect(try ParameterAxis("beta=1:1:1").values == [1])
    #expect(try ParameterAxis("beta=0.1:0.3:3").values.last == 0.3)
  }

  @Test(
    "what is wrong is named",
    arguments: [
      ("beta", "no equals sign"), ("beta=1:2", "the range 1:2"), ("beta=2:1:5", "backwards"),
      ("beta=1:2:1", "one point between two ends"), ("beta=1:1:2", "equal ends"),
      ("beta=1:2:0", "0 points"), ("beta=0:2:5log", "logarithmic range from 0"),
      ("beta=1:2:x", "x points"), ("beta=a:2:3", "the range a:2:3"), ("bta=1:2:3", "mean beta"),
      ("data.nois=1:2:3", "mean data.noise"), ("beta=1:inf:3", "not finite"),
      ("beta=1:2:200000000", "200000000 points"), ("data.overlap.1.1=0:1:3", "the key"),
      ("rho.-1=0:1:3", "the key"), ("beta=1:2:3:4", "the range"), ("rho.+1=0:1:3", "the key"),
      ("data.signal.1=0:1:3", "mean data.signals.1"), ("roh.1=0:1:3", "mean rho.1"),
      ("data.overlp.0.1=0:1:3", "mean data.overlap.0.1"), ("=0:1:3", "the key"),
      ("beta=1:1.0000000000000002:3", "too close"), ("beta=-1e308:1e308:3", "too far apart"),
      ("beta=nan:2:3", "not finite"), ("beta=1:2:-1", "-1 points"), ("beta=1:2:3 ", "3  points"),
    ])
  func errors(text: String, part: String) {
    let error = #expect(throws: InvalidProblem.self) { try ParameterAxis(text) }
    #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
    #expect(error?.description.hasPrefix(text) == true)
  }

  @Test("a logarithmic axis may span all numbers")
  func wide() throws {
    let values = try ParameterAxis("eta=1e-300:1e300:601log").values
    let errors = zip(-300...300, values).map { exponent, value in
      abs(value / (Double("1e\(exponent)") ?? .nan) - 1)
    }
    // Two powers and a product of up to 1000 ulps: the logarithm of 1e300 times half an ulp.
    #expect(errors.allSatisfy { $0 < 1e-12 })
  }

  @Test(
    "an impossible value names the axis it came from",
    arguments: [
      ("eta=-1:1:3", "data.noise = -1.0"), ("rho=-2:1:3", "data.signals.0 = -2.0"),
      ("rho.1=-2:1:3", "data.signals.1 = -2.0"), ("tau=0:1:3", "training.rates = 0.0"),
      ("training.rates.encoder=-1:1:3", "training.rates.encoder = -1.0"),
      ("data.overlap.1.0=-1:1:3", "data.overlap = a matrix"), ("beta=-1:1:3", "training.beta"),
      ("lambda=-0.5:1:3", "training.weight_decay = -0.5"), ("rho.7=0:1:2", "data.signals.7 = the"),
    ])
  func domain(text: String, finding: String) throws {
    let axis = try ParameterAxis(text)
    let invalid = #expect(throws: InvalidProblem.self) {
      try axis.parameter.setting(axis.values[0], in: problem).validate()
    }
    let error = try #require(invalid.flatMap(axis.error(for:)))
    #expect(error.description.hasPrefix("\(axis.text): found \(finding)"), "\(error)")
    #expect(try ParameterAxis(axis.text) == axis)
  }

  @Test("an impossible value is not blamed on the axis of another parameter")
  func blame() throws {
    let invalid = InvalidProblem("data.signals.1", found: "-1.0", allowed: "a number ≥ 0")
    for text in ["rho.0=0:1:2", "eta=0:1:2", "data.overlap.0.1=0:1:2", "tau=1:2:2"] {
      #expect(try ParameterAxis(text).error(for: invalid) == nil, "\(text)")
    }
  }

  @Test("a range of a parameter has two ends in order")
  func range() throws {
    let (parameter, ends) = try ParameterAxis.range("tau=0.1:3")
    #expect(parameter == .rates && ends == 0.1...3)
    #expect(throws: InvalidProblem.self) { try ParameterAxis.range("tau=3:0.1") }
    #expect(throws: InvalidProblem.self) { try ParameterAxis.range("tau=1:2:3") }
  }

  @Test("a grid has two parameters and no more than 10⁸ cells")
  func grid() throws {
    let (x, y) = (try ParameterAxis("beta=0:1:20000"), try ParameterAxis("eta=0:1:20000"))
    #expect(throws: InvalidProblem.self) { try ParameterAxis.checkGrid(x, y) }
    #expect(throws: InvalidProblem.self) { try ParameterAxis.checkGrid(x, x) }
    #expect(throws: Never.self) {
      try ParameterAxis.checkGrid(x, try ParameterAxis("eta=0:1:5000"))
    }
  }

  @Test(
    "each key changes what it names and nothing else",
    arguments: [
      "training.beta", "beta", "data.noise", "noise", "eta", "data.signals.0", "rho.1",
      "data.overlap.0.1", "training.weight_decay", "lambda", "training.rates.decoder",
      "training.rates.encoder", "training.rates.variance",
    ])
  func setting(key: String) throws {
    let parameter = try ProblemParameter(key: key)
    let old = try #require(parameter.value(in: problem))
    let changed = try parameter.setting(old + 0.125, in: problem)
    #expect(changed != problem)
    #expect(parameter.value(in: changed) == old + 0.125)
    #expect(try ProblemParameter(key: parameter.key) == parameter)
    // Put back, the problem is the old one: nothing else has changed.
    #expect(try parameter.setting(old, in: changed) == problem)
  }

  @Test("one number for all signals, and for all rates")
  func together() throws {
    let signals = try ProblemParameter(key: "rho").setting(2, in: problem)
    #expect(signals.data.signals == [2, 2])
    let rates = try ProblemParameter(key: "tau").setting(0.5, in: problem)
    #expect(rates.training.rates == .uniform(0.5))
  }

  @Test("a parameter that the problem does not have is an error")
  func absent() throws {
    let third = try ProblemParameter(key: "rho.2")
    #expect(throws: InvalidProblem.self) { try third.setting(1, in: problem) }
    let limit = LearningProblem(
      data: problem.data, latents: 1, training: Training(rates: .limit, beta: .constant(1)))
    let rate = try ProblemParameter(key: "training.rates.encoder")
    #expect(rate.value(in: limit) == nil)
    #expect(throws: InvalidProblem.self) { try rate.setting(1, in: limit) }
  }
}
