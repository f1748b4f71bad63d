import LinearVAE
import NumericKit

/// The new order parameters, from the old ones and the samples' overlaps.
extension ChainKernel {
  /// `r`, `h`, `v`, `w` of each sample, and `Y`, `Z` of each pair where pairs are summed.
  @_transparent func formResiduals(
    _ of: RunSizes, _ state: UnsafeMutablePointer<Double>, _ work: ChainWorkspace,
    _ beta: some LatentWeights<Double>
  ) {
    let (M, F, B) = (of.latents, of.factors, of.batch)
    let at = StateBlocks(latents: M, factors: F)
    for i in 0..<B {
      let (a, b) = (work.a + i * M, work.b + i * M)
      for k in 0..<M {
        var (Qa, Ra) = (0.0, 0.0)
        for l in 0..<M {
          Qa += state[at.Q + k * M + l] * a[l]
          Ra += state[at.R + l * M + k] * a[l]
        }
        work.r[i * M + k] = b[k] - Qa
        work.h[i * M + k] = Qa + beta[k] * a[k] - b[k]
        work.v[i * M + k] = a[k] - Ra
      }
      for s in 0..<F {
        var ma = 0.0
        for l in 0..<M { ma += state[at.m + l * F + s] * a[l] }
        work.w[i * F + s] = work.u[i * F + s] - ma
      }
    }
    guard of.sumsPairs else { return }
    for i in 0..<B {
      for j in 0..<B {
        var (ab, ar) = (0.0, 0.0)
        for k in 0..<M {
          ab += work.a[i * M + k] * work.b[j * M + k]
          ar += work.r[i * M + k] * work.a[j * M + k]
        }
        // y·x' = x·x' − (Wa)·x', and y·y' = y·x' − y·(Wa').
        work.Z[i * B + j] = work.X[i * B + j] - ab
        work.Y[i * B + j] = work.Z[i * B + j] - ar
      }
    }
  }

  /// `D` by (sgd) or (sgd-log), with the norms `Q` before the step, after `f` has been formed with
  /// the `D` before it.
  @_transparent func moveVariances(
    _ of: RunSizes, _ state: UnsafeMutablePointer<Double>, _ work: ChainWorkspace,
    _ beta: some LatentWeights<Double>
  ) -> Int? {
    let M = of.latents
    let at = StateBlocks(latents: M, factors: of.factors)
    var failing: Int?
    for k in 0..<M {
      let D = state[at.D + k]
      work.f[k] = 1 - rates.decoder * (D + rates.weightDecay)
      let next = rates.variance(after: D, norm: state[at.Q + k * M + k], beta: beta[k])
      state[at.D + k] = next
      if !(next > 0 && next < .infinity) && failing == nil { failing = k }
    }
    return failing
  }

  /// `m_ks ← f_k m_ks + (τ_W/N) ⟨a_k w_s⟩` and `d_ks ← f d_ks − (τ_V/N) ⟨h_k u_s⟩`.
  @_transparent func moveOverlaps(
    _ of: RunSizes, _ state: UnsafeMutablePointer<Double>, _ work: ChainWorkspace
  ) {
    let (M, F, B) = (of.latents, of.factors, of.batch)
    let at = StateBlocks(latents: M, factors: F)
    let decay = 1 - rates.encoder * rates.weightDecay
    for k in 0..<M {
      for s in 0..<F {
        var (aw, hu) = (0.0, 0.0)
        for i in 0..<B {
          aw += work.a[i * M + k] * work.w[i * F + s]
          hu += work.h[i * M + k] * work.u[i * F + s]
        }
        let (m, d) = (at.m + k * F + s, at.d + k * F + s)
        state[m] = work.f[k] * state[m] + rates.decoder / Double(B) * aw
        state[d] = decay * state[d] - rates.encoder / Double(B) * hu
      }
    }
  }

  /// `Q_kl ← f_k f_l Q_kl + (τ_W/N) ⟨f_k r_k a_l + a_k r_l f_l⟩ + (τ_W/N)² ⟨a_k Y a_l'⟩`, the last
  /// mean over pairs of samples.
  @_transparent func moveDecoder(
    _ of: RunSizes, _ state: UnsafeMutablePointer<Double>, _ work: ChainWorkspace
  ) {
    let (M, B) = (of.latents, of.batch)
    let Q = StateBlocks(latents: M, factors: of.factors).Q
    let rate = rates.decoder / Double(B)
    if of.sumsPairs { sumPairs(of, work.a, work.Y, work.a, into: work.aYa, work) }
    for k in 0..<M {
      for l in 0...k {
        var mixed = 0.0
        for i in 0..<B {
          let (r, a) = (work.r + i * M, work.a + i * M)
          mixed += work.f[k] * r[k] * a[l] + a[k] * r[l] * work.f[l]
        }
        let second = work.aYa[k * M + l]
        let value =
          work.f[k] * work.f[l] * state[Q + k * M + l] + rate * mixed + rate * rate * second
        state[Q + k * M + l] = value
        state[Q + l * M + k] = value
      }
    }
  }

  /// `E_kl ← f² E_kl − (τ_V/N) f ⟨a_k h_l + h_k a_l⟩ + (τ_V/N)² ⟨h_k X h_l'⟩` and
  /// `R_kl ← f_k f R_kl + (τ_W/N) f ⟨a_k v_l⟩ − (τ_V/N) f_k ⟨b_k h_l⟩
  /// − (τ_W τ_V/N²) ⟨a_k Z h_l'⟩`.
  @_transparent func moveEncoder(
    _ of: RunSizes, _ state: UnsafeMutablePointer<Double>, _ work: ChainWorkspace
  ) {
    let (M, B) = (of.latents, of.batch)
    let at = StateBlocks(latents: M, factors: of.factors)
    let decay = 1 - rates.encoder * rates.weightDecay
    let (decoder, encoder) = (rates.decoder / Double(B), rates.encoder / Double(B))
    if of.sumsPairs {
      sumPairs(of, work.h, work.X, work.h, into: work.hXh, work)
      sumPairs(of, work.a, work.Z, work.h, into: work.aZh, work)
    }
    for k in 0..<M {
      for l in 0...k {
        var mixed = 0.0
        for i in 0..<B {
          let (a, h) = (work.a + i * M, work.h + i * M)
          mixed += a[k] * h[l] + h[k] * a[l]
        }
        let second = work.hXh[k * M + l]
        let value =
          decay * decay * state[at.E + k * M + l] - encoder * decay * mixed
          + encoder * encoder * second
        state[at.E + k * M + l] = value
        state[at.E + l * M + k] = value
      }
    }
    for k in 0..<M {
      for l in 0..<M {
        var (av, bh) = (0.0, 0.0)
        for i in 0..<B {
          av += work.a[i * M + k] * work.v[i * M + l]
          bh += work.b[i * M + k] * work.h[i * M + l]
        }
        let second = work.aZh[k * M + l]
        let R = at.R + k * M + l
        state[R] =
          work.f[k] * decay * state[R] + decoder * decay * av - encoder * work.f[k] * bh
          - decoder * encoder * second
      }
    }
  }

  /// `Σ p_ik P_ij q_jl` over pairs of samples, for each pair of latents.
  @_transparent private func sumPairs(
    _ of: RunSizes, _ left: UnsafeMutablePointer<Double>, _ pairs: UnsafeMutablePointer<Double>,
    _ right: UnsafeMutablePointer<Double>, into sums: UnsafeMutablePointer<Double>,
    _ work: ChainWorkspace
  ) {
    let (M, B) = (of.latents, of.batch)
    for i in 0..<B {
      for k in 0..<M {
        var sum = 0.0
        for j in 0..<B { sum += pairs[i * B + j] * right[j * M + k] }
        work.product[i * M + k] = sum
      }
    }
    for k in 0..<M {
      for l in 0..<M {
        var sum = 0.0
        for i in 0..<B { sum += left[i * M + k] * work.product[i * M + l] }
        sums[k * M + l] = sum
      }
    }
  }
}
