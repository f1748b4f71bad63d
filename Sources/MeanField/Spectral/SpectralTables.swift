/// Which element of the matrices of a group is where: in the state, as ``SpectralLayout`` has them, and in the
/// products `K [Q | R]` and `P [E | Rᵀ]`, whose elements count row after row.
struct SpectralTables: Sendable {
  private let places: SharedBuffer<Int32>
  private let square, triangle: Int

  init(latents M: Int) {
    let triangle = M * (M + 1) / 2
    (square, self.triangle) = (M * M, triangle)
    func Q(_ k: Int, _ l: Int) -> Int {
      let (k, l) = (min(k, l), max(k, l))
      return k * M - k * (k - 1) / 2 + l - k
    }
    func E(_ k: Int, _ l: Int) -> Int { triangle + Q(k, l) }
    func R(_ k: Int, _ l: Int) -> Int { 2 * triangle + k * M + l }
    func left(_ k: Int, _ l: Int) -> Int { 2 * M * k + l }
    func right(_ k: Int, _ l: Int) -> Int { 2 * M * k + M + l }
    func table(_ pairs: [(Int, Int)], _ places: (Int, Int) -> [Int]) -> [Int32] {
      pairs.flatMap { places($0.0, $0.1) }.map(Int32.init)
    }
    let pairs = (0..<M).flatMap { k in (0..<M).map { (k, $0) } }
    let upper = pairs.filter { $0.0 <= $0.1 }
    // In the order of the properties below.
    var places: [Int32] = []
    for k in 0..<M {
      places += ((0..<M).map { Q(k, $0) } + (0..<M).map { R(k, $0) }).map(Int32.init)
    }
    for k in 0..<M {
      places += ((0..<M).map { E(k, $0) } + (0..<M).map { R($0, k) }).map(Int32.init)
    }
    places += table(upper) { [left($0, $1), left($1, $0), R($0, $1), R($1, $0)] }
    places += table(upper) { [E($0, $1), left($0, $1), left($1, $0), R($0, $1), R($1, $0)] }
    places += table(pairs) { [right($0, $1), R($0, $1), E($0, $1), right($1, $0), Q($0, $1)] }
    places += table(pairs) { [Q($0, $1), E($0, $1), R($1, $0)] }
    self.places = SharedBuffer(places)
  }

  /// `[Q | R]` and `[E | Rᵀ]` in the state, `M × 2M`.
  var decoder: UnsafePointer<Int32> { places.base }
  var encoder: UnsafePointer<Int32> { decoder + 2 * square }

  /// For each element of a triangle `K Q`, its mirror image, `R` and that of it.
  var decoderTerms: UnsafePointer<Int32> { encoder + 2 * square }
  /// For each element of a triangle `E`, `P E`, its mirror image, `R` and that of it.
  var encoderTerms: UnsafePointer<Int32> { decoderTerms + 4 * triangle }
  /// For each element `K R`, `R`, `E`, `R P`, which is the mirror image of `P Rᵀ`, and `Q`.
  var mixedTerms: UnsafePointer<Int32> { encoderTerms + 5 * triangle }

  /// For each element `Q`, `E` and `Rᵀ` in the state.
  var moments: UnsafePointer<Int32> { mixedTerms + 5 * square }

  func keepAlive() { places.keepAlive() }
}
