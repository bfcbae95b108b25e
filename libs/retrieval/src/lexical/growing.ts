/** `data` itself when `length` fits, else a copy with room for at least twice as much. */
export const withRoom = <T extends Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer> | Uint8Array<ArrayBuffer>>(
  data: T,
  length: number,
): T => {
  if (length <= data.length) return data
  const grown = new (data.constructor as new (size: number) => T)(Math.max(length, data.length * 2))
  grown.set(data)
  return grown
}
