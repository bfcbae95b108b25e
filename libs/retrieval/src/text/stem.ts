const vowels = /[aeiouy]/
const doubled = /([^aeioulsz])\1$/
const consonantVowelConsonant = /[^aeiou][aeiouy][^aeiouwxy]$/

/** Number of vowel-consonant sequences, Porter's m; `y` is a vowel after a consonant. */
const measure = (stem: string): number => {
  let sequences = 0
  let afterVowel = false
  for (let i = 0; i < stem.length; i++) {
    const letter = stem[i]!
    const vowel: boolean = 'aeiou'.includes(letter) || (letter === 'y' && i > 0 && !afterVowel)
    if (afterVowel && !vowel) sequences += 1
    afterVowel = vowel
  }
  return sequences
}

const withoutPlural = (word: string): string => {
  if (!word.endsWith('s') || word.endsWith('ss') || word.endsWith('us') || word.endsWith('is')) return word
  if (word.endsWith('sses')) return word.slice(0, -2)
  if (word.endsWith('ies')) return word.length > 4 ? word.slice(0, -2) : word.slice(0, -1)
  return word.slice(0, -1)
}

const restored = (stem: string): string => {
  if (/(?:at|bl|iz|u)$/.test(stem)) return `${stem}e`
  if (doubled.test(stem)) return stem.slice(0, -1)
  return consonantVowelConsonant.test(stem) && measure(stem) === 1 ? `${stem}e` : stem
}

const withoutPastOrProgressive = (word: string): string => {
  if (word.endsWith('eed')) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word
  const suffix = word.endsWith('ed') ? 2 : word.endsWith('ing') ? 3 : 0
  if (suffix === 0) return word
  const stem = word.slice(0, -suffix)
  return stem.length > 1 && vowels.test(stem) ? restored(stem) : word
}

const withFinalI = (word: string): string =>
  word.endsWith('y') && word.length > 2 && vowels.test(word.slice(0, -1)) ? `${word.slice(0, -1)}i` : word

const withoutFinalE = (word: string): string => {
  if (!word.endsWith('e')) return word
  const stem = word.slice(0, -1)
  const sequences = measure(stem)
  return sequences > 1 || (sequences === 1 && !consonantVowelConsonant.test(stem)) ? stem : word
}

/**
 * Light English stemmer: takes away inflection (plural, past, progressive) and leaves derivation alone, so that
 * `published` meets `publishes` but `organ` does not meet `organisation`.
 * @param word lower-case letters a to z; shorter than four letters comes back unchanged
 * @see steps 1 and 5a of Porter, "An algorithm for suffix stripping", Program 14(3), 1980; here `queued` meets
 *      `queues`, and words in -us and -is are spared, after the S-stemmer in Harman, "How effective is suffixing?", JASIS 42(1), 1991
 */
export const stem = (word: string): string =>
  word.length < 4 ? word : withoutFinalE(withFinalI(withoutPastOrProgressive(withoutPlural(word))))
