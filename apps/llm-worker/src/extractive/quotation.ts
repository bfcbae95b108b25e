/** A sentence as a quotation; one that holds quotation marks of its own stays as it is. */
export const inQuotationMarks = (text: string): string => (/["“”]/.test(text) ? text : `“${text}”`)
