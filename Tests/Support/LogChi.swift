import RealModule

/// The logarithm of the length of a Gaussian vector.
public enum LogChi {
  /// The mean of `ln ‖g‖` for `g ~ N(0, I_n)`.
  ///
  /// - Parameter degrees: `n ≥ 1`.
  /// - Returns: `½(ψ(n/2) + ln 2)`.
  public static func mean(degrees: Int) -> Double {
    precondition(degrees >= 1, "a vector needs at least 1 component, not \(degrees)")
    // ψ(½) = −γ − 2 ln 2, ψ(1) = −γ, and ψ(x + 1) = ψ(x) + 1/x.
    let euler = 0.577_215_664_901_532_9
    var digamma = degrees % 2 == 0 ? -euler : -euler - 2 * Double.log(2)
    for n in stride(from: degrees % 2 == 0 ? 2 : 1, to: degrees, by: 2) {
      digamma += 2 / Double(n)
    }
    return 0.5 * (digamma + Double.log(2))
  }

  /// The standard deviation of `ln ‖g‖` for `g ~ N(0, I_n)`.
  ///
  /// - Parameter degrees: `n ≥ 1`.
  /// - Returns: `½√ψ'(n/2)`.
  public static func standardDeviation(degrees: Int) -> Double {
    precondition(degrees >= 1, "a vector needs at least 1 component, not \(degrees)")
    // ψ'(½) = π²/2, ψ'(1) = π²/6, and ψ'(x + 1) = ψ'(x) − 1/x².
    var trigamma = Double.pi * .pi / (degrees % 2 == 0 ? 6 : 2)
    for n in stride(from: degrees % 2 == 0 ? 2 : 1, to: degrees, by: 2) {
      trigamma -= 4 / Double(n * n)
    }
    return 0.5 * trigamma.squareRoot()
  }
}
