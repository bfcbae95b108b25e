import type { BSONRegExp } from 'bson'
import { Long, type Binary, type ObjectId, type Timestamp } from 'bson'
import { CommandError } from '../errors.ts'
import { bsonTypeOf, typeOrder } from './bson-type.ts'

/**
 * Values as bytes whose memcmp order is MongoDB's order across types. Every value is self-delimiting (no encoding is a
 * prefix of another), so fields can be put one after the other and a prefix addresses a contiguous range:
 *
 *   value   = type tag, then
 *   number  = 8 bytes of the double rounded down, sign-flipped, and 2 bytes of what a 64-bit integer exceeds it by
 *   string  = UTF-8 with 00 written as 00 FF, ended by 00 01
 *   object  = per field: type tag, name as string, value; ended by 00
 *   array   = per element: value; ended by 00
 *   binary  = length (4), subtype (1), bytes
 *
 * A descending field has all its bytes inverted.
 */
class KeyWriter {
  #bytes = Buffer.allocUnsafe(512)
  #length = 0

  get length(): number {
    return this.#length
  }

  take(): Buffer {
    const key = Buffer.from(this.#bytes.subarray(0, this.#length))
    this.#length = 0
    return key
  }

  invertFrom(start: number): void {
    for (let i = start; i < this.#length; i++) this.#bytes[i] = this.#bytes[i]! ^ 0xff
  }

  byte(value: number): void {
    this.#reserve(1)
    this.#bytes[this.#length++] = value
  }

  value(value: unknown): void {
    const type = bsonTypeOf(value)
    if (type === undefined)
      throw new CommandError('BadValue', 'a value of this BSON type cannot be compared or indexed')
    this.byte(typeOrder[type])
    switch (type) {
      case 'null':
        return
      case 'number':
        return value instanceof Long ? this.#long(value) : this.#number(value as number)
      case 'string':
        return this.#string(value as string)
      case 'object':
        for (const [name, field] of Object.entries(value as object)) {
          this.byte(typeOrder[bsonTypeOf(field) ?? 'null'])
          this.#string(name)
          this.value(field)
        }
        return this.byte(0)
      case 'array':
        for (const element of value as unknown[]) this.value(element)
        return this.byte(0)
      case 'binData': {
        const { buffer, position, sub_type } = value as Binary
        this.#uint32(position)
        this.byte(sub_type)
        return this.#raw(buffer.subarray(0, position))
      }
      case 'objectId':
        return this.#raw((value as ObjectId).id)
      case 'bool':
        return this.byte(value ? 1 : 0)
      case 'date':
        return this.#double((value as Date).getTime())
      case 'timestamp':
        this.#uint32((value as Timestamp).getHighBitsUnsigned())
        return this.#uint32((value as Timestamp).getLowBitsUnsigned())
      case 'regex':
        this.#string((value as BSONRegExp).pattern)
        return this.#string((value as BSONRegExp).options)
    }
  }

  #number(value: number): void {
    this.#double(value)
    this.#uint16(0)
  }

  #long(value: Long): void {
    const exact = value.toBigInt()
    let double = Number(exact)
    if (BigInt(double) > exact) double = nextBelow(double)
    this.#double(double)
    this.#uint16(Number(exact - BigInt(double)))
  }

  #double(value: number): void {
    this.#reserve(8)
    const at = this.#length
    this.#length += 8
    if (Number.isNaN(value)) {
      this.#bytes.fill(0, at, at + 8)
      return
    }
    this.#bytes.writeDoubleBE(value === 0 ? 0 : value, at)
    if (value < 0) for (let i = at; i < at + 8; i++) this.#bytes[i] = this.#bytes[i]! ^ 0xff
    else this.#bytes[at] = this.#bytes[at]! ^ 0x80
  }

  #string(value: string): void {
    this.#reserve(value.length * 3 + 2)
    const start = this.#length
    this.#length += this.#bytes.write(value, start, 'utf8')
    if (value.includes('\0')) {
      const escaped = this.#bytes.subarray(start, this.#length).toString('latin1').replaceAll('\0', '\0\xff')
      this.#length = start
      this.#reserve(escaped.length + 2)
      this.#length += this.#bytes.write(escaped, start, 'latin1')
    }
    this.#bytes[this.#length++] = 0
    this.#bytes[this.#length++] = 1
  }

  #uint16(value: number): void {
    this.#reserve(2)
    this.#length = this.#bytes.writeUInt16BE(value, this.#length)
  }

  #uint32(value: number): void {
    this.#reserve(4)
    this.#length = this.#bytes.writeUInt32BE(value, this.#length)
  }

  #raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + count))
    larger.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = larger
  }
}

const scratch = new DataView(new ArrayBuffer(8))

const nextBelow = (value: number): number => {
  scratch.setFloat64(0, value)
  scratch.setBigInt64(0, scratch.getBigInt64(0) + (value > 0 ? -1n : 1n))
  return scratch.getFloat64(0)
}

let writer = new KeyWriter()

/** Runs with the shared writer; a refused value must not leave its half-written bytes behind. */
const write = (fill: (writer: KeyWriter) => void): Buffer => {
  try {
    fill(writer)
    return writer.take()
  } catch (error) {
    writer = new KeyWriter()
    throw error
  }
}

/** One value as bytes, ascending. Missing counts as null. */
export const encodeValue = (value: unknown): Buffer => write((out) => out.value(value))

/** Marks an array without elements in a key tuple: it sorts below null. */
export const emptyArray = Symbol('empty array')

/**
 * A tuple of values as one key.
 * @param directions 1 or -1 per field; a shorter tuple makes a prefix of the index's keys
 */
export const encodeTuple = (values: readonly unknown[], directions: readonly (1 | -1)[]): Buffer =>
  write((out) => {
    for (let i = 0; i < values.length; i++) {
      const start = out.length
      if (values[i] === emptyArray) out.byte(typeOrder.emptyArray)
      else out.value(values[i])
      if (directions[i] === -1) out.invertFrom(start)
    }
  })

/** The bytes of a descending field from those of an ascending one, and back. */
export const inverted = (bytes: Uint8Array): Buffer => Buffer.from(bytes.map((byte) => byte ^ 0xff))

/** Above every key: no key starts with FF, since no type tag is 0. */
export const endOfKeys = Buffer.from([0xff])

/** The first key after every key that starts with `prefix`. */
export const prefixEnd = (prefix: Uint8Array): Buffer => {
  let length = prefix.length
  while (length > 0 && prefix[length - 1] === 0xff) length--
  if (length === 0) return endOfKeys
  const end = Buffer.from(prefix.subarray(0, length))
  end[length - 1] = end[length - 1]! + 1
  return end
}
