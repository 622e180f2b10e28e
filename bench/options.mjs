/** A whole number from 1 on that was given as an option; anything else ends the program with one line. */
export function wholeNumber(option, text) {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  refuse(option, "a whole number from 1 on", text);
}

/** A list of such words, separated by commas; likewise. */
export function words(option, text, known) {
  const list = text.split(",");
  if (list.every((word) => known.includes(word))) return list;
  refuse(option, `one or more of ${known.join(", ")}`, text);
}

function refuse(option, expected, found) {
  console.error(`--${option}: expected ${expected}, found ${JSON.stringify(found)}`);
  process.exit(2);
}
