/** The host's npm as a script. */
export declare const findNpm: () => string
