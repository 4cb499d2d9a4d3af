// The C library's elementary functions, under names that cannot be mistaken for the imported ones.
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// e to the power of `x`.
func exponential(_ x: Double) -> Double { exp(x) }

/// The natural logarithm of `x`.
func naturalLog(_ x: Double) -> Double { log(x) }

/// The natural logarithm of `1 + x`, accurate for small `x`.
func naturalLog1p(_ x: Double) -> Double { log1p(x) }

/// `1 - erf(x)`, accurate in relative terms for large `x`.
func complementaryErrorFunction(_ x: Double) -> Double { erfc(x) }

/// `base` to the power of `exponent`.
func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

/// The cube root of `x`, negative where `x` is.
func cubeRoot(_ x: Double) -> Double { cbrt(x) }
