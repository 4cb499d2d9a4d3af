/// The distance of `value` from `reference` over the latter's magnitude, or the distance itself
/// where the reference is 0: 1e-10 is ten digits in common.
func relativeError(_ value: Double, _ reference: Double) -> Double {
  if value == reference { return 0 }
  let distance = (value - reference).magnitude
  return reference == 0 ? distance : distance / reference.magnitude
}
