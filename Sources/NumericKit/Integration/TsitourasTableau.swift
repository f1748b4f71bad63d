/// Coefficients of the explicit Runge–Kutta pair of order 5(4) with seven stages, the last of which
/// is the first of the next step.
///
/// Ch. Tsitouras, *Runge–Kutta pairs of order 5(4) satisfying only the first column simplifying
/// assumption*, Computers & Mathematics with Applications 62 (2011) 770–775.
@usableFromInline enum TsitourasTableau {
  @inlinable static var c2: Double { 0.161 }
  @inlinable static var c3: Double { 0.327 }
  @inlinable static var c4: Double { 0.9 }
  @inlinable static var c5: Double { 0.9800255409045097 }

  @inlinable static var a21: Double { 0.161 }
  @inlinable static var a31: Double { -0.008480655492356989 }
  @inlinable static var a32: Double { 0.335480655492357 }
  @inlinable static var a41: Double { 2.8971530571054935 }
  @inlinable static var a42: Double { -6.359448489975075 }
  @inlinable static var a43: Double { 4.3622954328695815 }
  @inlinable static var a51: Double { 5.325864828439257 }
  @inlinable static var a52: Double { -11.748883564062828 }
  @inlinable static var a53: Double { 7.4955393428898365 }
  @inlinable static var a54: Double { -0.09249506636175525 }
  @inlinable static var a61: Double { 5.86145544294642 }
  @inlinable static var a62: Double { -12.92096931784711 }
  @inlinable static var a63: Double { 8.159367898576159 }
  @inlinable static var a64: Double { -0.071584973281401 }
  @inlinable static var a65: Double { -0.028269050394068383 }
  /// Weights of the solution of order 5, which are also the last stage.
  @inlinable static var b1: Double { 0.09646076681806523 }
  @inlinable static var b2: Double { 0.01 }
  @inlinable static var b3: Double { 0.4798896504144996 }
  @inlinable static var b4: Double { 1.379008574103742 }
  @inlinable static var b5: Double { -3.290069515436081 }
  @inlinable static var b6: Double { 2.324710524099774 }

  /// Weights of the difference between the solutions of order 5 and 4.
  @inlinable static var e1: Double { -0.00178001105222577714 }
  @inlinable static var e2: Double { -0.0008164344596567469 }
  @inlinable static var e3: Double { 0.007880878010261995 }
  @inlinable static var e4: Double { -0.1447110071732629 }
  @inlinable static var e5: Double { 0.5823571654525552 }
  @inlinable static var e6: Double { -0.45808210592918697 }
  @inlinable static var e7: Double { 0.015151515151515152 }

  /// Where the region of stability leaves the negative real axis: `h |λ|` cannot stay above it.
  @inlinable static var stabilityLimit: Double { 3.5 }

  /// Weights of the seven stages in the continuous extension of order 4, at the fraction `θ` of a
  /// step.
  @inlinable static func interpolationWeights(at θ: Double) -> (
    Double, Double, Double, Double, Double, Double, Double
  ) {
    let θ2 = θ * θ
    return (
      θ * (1 + θ * (-2.763706197274826 + θ * (2.9132554618219126 - 1.0530884977290216 * θ))),
      θ2 * (0.1317 + θ * (-0.2234 + 0.1017 * θ)),
      θ2 * (3.9302962368947516 + θ * (-5.941033872131505 + 2.490627285651253 * θ)),
      θ2 * (-12.411077166933676 + θ * (30.33818863028232 - 16.548102889244902 * θ)),
      θ2 * (37.50931341651104 + θ * (-88.1789048947664 + 47.37952196281928 * θ)),
      θ2 * (-27.896526289197286 + θ * (65.09189467479366 - 34.87065786149661 * θ)),
      θ2 * (1.5 + θ * (-4 + 2.5 * θ))
    )
  }
}
