import ComplexModule
import RealModule

/// How many directions around a fixed point grow, and how many neither grow nor decay, by the real
/// parts of its eigenvalues.
struct SpectralDirections: Sendable, Hashable {
  /// Those that vanish by a symmetry.
  var symmetry = 0
  /// Those besides that vanish.
  var critical = 0
  /// Those that grow.
  var growing = 0
  /// The largest real part besides those of ``symmetry``.
  var growthRate = -Double.infinity

  /// Whether every deviation dies out but for symmetries.
  var isAttracting: Bool { growing == 0 && critical == 0 }

  /// Adds those of a block of the Jacobian that occurs several times.
  mutating func add(_ block: SpectralDirections, times: Int) {
    guard times > 0 else { return }
    symmetry += times * block.symmetry
    critical += times * block.critical
    growing += times * block.growing
    growthRate = max(growthRate, block.growthRate)
  }
}

extension SpectralDirections {
  /// The directions of a spectrum of which up to so many vanish by a symmetry.
  ///
  /// The tolerance is a share of the largest eigenvalue but those of the variances `D` among the
  /// coordinates: these relax at a rate `β/D²`, as fast as one likes where `β` is small, and say nothing
  /// about the size of the other terms.
  init(
    _ eigenvalues: [Complex<Double>], variances: Int, symmetries: Int, tolerance: Double
  ) {
    self.init()
    let byLength = eigenvalues.map { (length: $0.length, real: $0.real) }
      .sorted { $0.length < $1.length }
    guard let largest = byLength.last else { return }
    let scale = byLength.dropLast(variances).last ?? largest
    let margin = tolerance * scale.length
    symmetry = byLength.prefix(symmetries).count { $0.length <= margin }
    for value in byLength.dropFirst(symmetry) {
      if abs(value.real) <= margin { critical += 1 } else if value.real > 0 { growing += 1 }
      growthRate = max(growthRate, value.real)
    }
  }
}

extension [Complex<Double>] {
  /// By descending real part.
  var descending: [Complex<Double>] {
    sorted { ($0.real, $0.imaginary) > ($1.real, $1.imaginary) }
  }
}
