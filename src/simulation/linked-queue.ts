/** First in, first out: a list through the items themselves, so that to wait takes no memory. An item waits in one queue at a time. */
export class LinkedQueue<Item extends { next: Item | null }> {
  #first: Item | null = null;
  #last: Item | null = null;

  push(item: Item): void {
    if (this.#last === null) this.#first = item;
    else this.#last.next = item;
    this.#last = item;
  }

  shift(): Item | null {
    const item = this.#first;
    if (item === null) return null;
    this.#first = item.next;
    if (item.next === null) this.#last = null;
    item.next = null;
    return item;
  }
}
