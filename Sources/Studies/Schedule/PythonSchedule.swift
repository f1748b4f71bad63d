import LinearVAE

extension ScheduleStudy {
  /// A module of Python 3 with a function `beta(step)`, which needs the standard library alone.
  ///
  /// It computes the formula of the schedule, so it holds for every step, and agrees with
  /// ``beta(atStep:)`` up to rounding. Run as a program it prints the rows of the table as CSV.
  public var python: String {
    let formula = PythonFormula(schedule)
    let time = clock.pythonTime(ofStep: "step")
    var constants = ["STEPS = \(length.steps)  # the length of training"]
    if let perEpoch = length.stepsPerEpoch { constants.append("STEPS_PER_EPOCH = \(perEpoch)") }
    let imports = formula.modules.map { "import \($0)\n" }.joined()
    let body = (formula.usesTime ? ["t = \(time)  # in \(clock.unit)"] : []) + formula.body
    return """
      \"\"\"The weight β of the KL term at each step of training.

      \(schedule.inWords), times in \(clock.description).

      Made by betaflow. Needs Python 3 and nothing else. Saved as beta_schedule.py it serves any
      training loop that counts its steps from 0:

          from beta_schedule import beta
          loss = reconstruction + beta(step) * kl

      Run as a program it prints the table.
      \"\"\"
      \(imports.isEmpty ? "" : "\n" + imports)
      \((constants + formula.constants).joined(separator: "\n"))


      def beta(step):
          \"\"\"β at a step of training, counted from 0: \(formula.summary).\"\"\"
      \(body.map { "    \($0)" }.joined(separator: "\n"))


      \(main)
      """
  }

  private var main: String {
    let hasEpochs = length.stepsPerEpoch != nil
    return """
      if __name__ == "__main__":
          print("\(hasEpochs ? "steps,epochs,beta" : "steps,beta")")
          for step in range(0, STEPS, \(stride)):
              print(\(hasEpochs ? "step, step // STEPS_PER_EPOCH, beta(step)" : "step, beta(step)"), sep=",")

      """
  }
}

/// A schedule as a formula of Python in the time `t`.
private struct PythonFormula {
  /// Modules of the standard library that it needs.
  var modules = ["math"]
  /// Assignments of the parameters.
  let constants: [String]
  /// What the function does, in a line.
  let summary: String
  /// The lines of the function.
  let body: [String]
  /// Whether the lines speak of `t`.
  var usesTime = true
}

extension PythonFormula {
  init(_ schedule: BetaSchedule) {
    switch schedule {
    case .constant(let value):
      self.init(
        modules: [], constants: ["BETA = \(value)"], summary: "always BETA",
        body: ["return BETA"], usesTime: false)
    case .tanh(let rate, let max):
      self.init(
        constants: ["RATE = \(rate)", "MAX = \(max)"], summary: "MAX tanh(RATE t)",
        body: ["return MAX * math.tanh(RATE * t)"])
    case .linear(let rate, let min, let max):
      self.init(
        modules: [], constants: ["RATE = \(rate)", "MIN = \(min)", "MAX = \(max)"],
        summary: "MIN + RATE t until that is MAX",
        body: ["return MIN + RATE * t if t < (MAX - MIN) / RATE else MAX"])
    case .cyclical(let period, let ratio, let min, let max, let ramp, let delay):
      self.init(period: period, ratio: ratio, min: min, max: max, ramp: ramp, delay: delay)
    case .sigmoid(let steepness, let midpoint, let max):
      self.init(
        constants: ["STEEPNESS = \(steepness)", "MIDPOINT = \(midpoint)", "MAX = \(max)"],
        summary: "MAX / (1 + exp(-STEEPNESS (t - MIDPOINT)))",
        body: [
          "x = STEEPNESS * (t - MIDPOINT)",
          "if x < 0:  # exp(-x) could overflow",
          "    return MAX * math.exp(x) / (1 + math.exp(x))",
          "return MAX / (1 + math.exp(-x))",
        ])
    case .cosine(let duration, let min, let max):
      self.init(
        constants: ["DURATION = \(duration)", "MIN = \(min)", "MAX = \(max)"],
        summary: "half a period of a cosine from MIN to MAX, then MAX",
        body: [
          "if t >= DURATION:", "    return MAX",
          "return MIN + (MAX - MIN) * math.sin(0.5 * math.pi * t / DURATION) ** 2",
        ])
    case .exponential(let rate, let max):
      self.init(
        constants: ["RATE = \(rate)", "MAX = \(max)"], summary: "MAX (1 - RATE**t)",
        body: ["return -MAX * math.expm1(math.log(RATE) * t)"])
    case .geometric(let duration, let min, let max):
      self.init(
        constants: ["DURATION = \(duration)", "MIN = \(min)", "MAX = \(max)"],
        summary: "MIN (MAX/MIN)**(t/DURATION), then MAX",
        body: [
          "if t >= DURATION:", "    return MAX",
          "half = math.exp((math.log(MAX) - math.log(MIN)) * t / DURATION / 2)",
          "return MIN * half * half",
        ])
    case .staircase(let increment, let every, let start, let min, let max):
      self.init(increment: increment, every: every, start: start, min: min, max: max)
    case .points(let points):
      self.init(points)
    }
  }

  private init(
    period: Double, ratio: Double, min: Double, max: Double, ramp: BetaSchedule.Ramp, delay: Double
  ) {
    let rise =
      switch ramp {
      case .linear: "v"
      case .sigmoid: "(math.tanh(6 * v - 3) + math.tanh(3)) / (2 * math.tanh(3))"
      case .cosine: "math.sin(0.5 * math.pi * v) ** 2"
      }
    self.init(
      constants: [
        "PERIOD = \(period)", "DELAY = \(delay)", "RATIO = \(ratio)", "MIN = \(min)",
        "MAX = \(max)",
      ],
      summary: "in each PERIOD MIN for DELAY of it, a \(ramp) ramp for RATIO of it, then MAX",
      body: [
        "cycle = math.floor(t / PERIOD)",
        "if cycle * PERIOD > t:  # the quotient can round across a whole number",
        "    cycle -= 1",
        "if (cycle + 1) * PERIOD <= t:",
        "    cycle += 1",
        "v = max(0.0, (t - cycle * PERIOD - DELAY * PERIOD) / (RATIO * PERIOD))",
        "return MIN + (MAX - MIN) * (\(rise)) if v < 1 else MAX",
      ])
  }

  private init(increment: Double, every: Double, start: Double, min: Double, max: Double) {
    self.init(
      constants: [
        "INCREMENT = \(increment)", "EVERY = \(every)", "START = \(start)", "MIN = \(min)",
        "MAX = \(max)",
      ],
      summary: "MIN, from START on INCREMENT more for each EVERY, until that is MAX",
      body: [
        "if t < START:", "    return MIN",
        "jump = math.floor((t - START) / EVERY)",
        "if START + jump * EVERY > t:  # the quotient can round across a whole number",
        "    jump -= 1",
        "if START + (jump + 1) * EVERY <= t:",
        "    jump += 1",
        "return min(MIN + (jump + 1) * INCREMENT, MAX)",
      ])
  }

  private init(_ points: [BetaSchedule.Point]) {
    let lines = points.map { "    (\($0.time), \($0.beta))," }
    self.init(
      modules: ["bisect"],
      constants: ["POINTS = ["] + lines + ["]  # times and values of β"]
        + ["TIMES = [time for time, _ in POINTS]"],
      summary: "straight lines through POINTS",
      body: [
        "i = bisect.bisect_right(TIMES, t)",
        "if i in (0, len(POINTS)):  # before the first or after the last",
        "    return POINTS[min(i, len(POINTS) - 1)][1]",
        "(t0, b0), (t1, b1) = POINTS[i - 1 : i + 1]",
        "return b0 + (b1 - b0) * (t - t0) / (t1 - t0)",
      ])
  }
}
