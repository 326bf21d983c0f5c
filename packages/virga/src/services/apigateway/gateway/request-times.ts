const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Instants as `$context.requestTime` has them, `09/Apr/2015:12:34:56 +0000`: each second is written once. */
export class RequestTimes {
  #second = Number.NaN;
  #text = "";

  /** @param instant epoch milliseconds */
  at(instant: number): string {
    const second = Math.floor(instant / 1000);
    if (second !== this.#second) {
      const text = new Date(instant).toISOString();
      this.#text = `${text.slice(8, 10)}/${months[Number(text.slice(5, 7)) - 1]}/${text.slice(0, 4)}:${text.slice(11, 19)} +0000`;
      this.#second = second;
    }
    return this.#text;
  }
}
