internal import CKernels

/// The settings of one update.
package struct Update: Sendable {
  package var rate: Float = 0
  /// The factor of every gradient, from clipping by norm.
  package var gradientScale: Float = 1
  /// The limit of clipping by value, applied afterwards.
  package var clipValue = Float.infinity
  /// Weight decay; decoupled from the gradient or added to it.
  package var decay: Float = 0
  package var decouplesDecay = true
  package var beta1: Float = 0
  package var beta2: Float = 0
  package var epsilon: Float = 0
  /// 1 − beta^t, or 1 without bias correction.
  package var correction1: Float = 1
  package var correction2: Float = 1
  /// Frozen slots.
  package var frozen: Set<Slot> = []
  /// The factor of the rate for slots with one row or element per token.
  package var tokenShare: Float = 1

  package init() {}

  func kernel(for role: Slot.Role) -> charlm_update {
    charlm_update(
      rate: role.isPerToken ? rate * tokenShare : rate, gradient_scale: gradientScale,
      clip_value: clipValue,
      decay: role.decays ? decay : 0,
      decouples_decay: decouplesDecay, beta1: beta1, beta2: beta2, epsilon: epsilon,
      correction1: correction1, correction2: correction2)
  }
}
