/** A whole number from 1 on that was given as an option; anything else ends the program with one line. */
export function wholeNumber(option, text) {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  console.error(`--${option}: expected a whole number from 1 on, found ${JSON.stringify(text)}`);
  process.exit(2);
}
