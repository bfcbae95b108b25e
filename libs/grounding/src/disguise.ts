import { isMarkerShaped } from './markers.ts'

/**
 * Characters that nobody sees: of width zero, of writing direction, soft hyphens, tags. Joiners stay where they make a
 * letter or a picture of two, which is never between plain letters, digits and marks.
 */
const invisible =
  /[\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]|[\u{E0000}-\u{E007F}]|(?<=[\x20-\x7e])[\u200C\u200D]+(?=[\x20-\x7e])/gu

const names: Readonly<Record<string, string>> = {
  lbrack: '[',
  lsqb: '[',
  rbrack: ']',
  rsqb: ']',
  lowbar: '_',
  UnderBar: '_',
  num: '#',
  hyphen: '-',
  dash: '-',
}

/** Character references that a citation could be written with; every other one stays, `&lt;` above all. */
const reference =
  /&(?:#0{0,9}(\d{2,3})|#[xX]0{0,9}([\da-fA-F]{2})|(lbrack|lsqb|rbrack|rsqb|lowbar|UnderBar|num|hyphen|dash));/g

/** A reference may be spelled with references; nobody who means well does it twice. */
const mostSpellings = 4

const spelled = (whole: string, decimal?: string, hex?: string, name?: string): string => {
  const mark = name ? names[name]! : String.fromCharCode(decimal ? Number(decimal) : Number.parseInt(hex!, 16))
  return /[\w[\]#-]/.test(mark) ? mark : whole
}

const withoutReferences = (text: string): string => {
  let plain = text
  for (let round = 0; round < mostSpellings; round += 1) {
    const read = plain.replace(reference, spelled)
    if (read === plain) return plain
    plain = read
  }
  return plain.replace(reference, '')
}

const otherBrackets =
  /[\uFF3B\u3010\u3014\u301A\u27E6\u2045]([^\s[\]\uFF3B\uFF3D\u3010\u3011\u3014\u3015\u301A\u301B\u27E6\u27E7\u2045\u2046]{1,240})[\uFF3D\u3011\u3015\u301B\u27E7\u2046]/g
const wide = /[\uFF01-\uFF5E]/

/** Marks that look like a citation, in the letters that one is written with; other text keeps the letters it has. */
const withoutLookalikes = (text: string): string => {
  const plain = text.replace(otherBrackets, (whole, inside: string) =>
    isMarkerShaped(inside.normalize('NFKC')) ? `[${inside.normalize('NFKC')}]` : whole,
  )
  if (!wide.test(plain)) return plain
  return plain.replace(/\[([^\s[\]]{1,240})\]/g, (whole, inside: string) =>
    isMarkerShaped(inside.normalize('NFKC')) ? `[${inside.normalize('NFKC')}]` : whole,
  )
}

/**
 * A text without what a citation can be hidden behind: characters that nobody sees are gone, character references of
 * letters, digits, brackets and the marks of a citation are what they stand for, and look-alike brackets around the
 * shape of a citation are brackets. What it then has can be told for a citation by its shape. Applied again it changes
 * nothing. Linear in the text.
 */
export const undisguised = (text: string): string =>
  withoutLookalikes(withoutReferences(text.replace(invisible, '')).replace(invisible, ''))

/** The citation that a text has in disguise, or null: whoever reads the text sees one, and nothing was looked up. */
export const disguisedCitation = (text: string): string | null => {
  const plain = undisguised(text)
  if (plain === text) return null
  const found = [...plain.matchAll(/\[([^\s[\]]{1,240})\]/g)].find(([, inside]) => isMarkerShaped(inside!))
  return found ? found[1]! : null
}
