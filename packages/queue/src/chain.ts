/** What can stand in a {@link Chain}: in one at a time. */
export interface Linked<E> {
  before: E | undefined;
  after: E | undefined;
}

/** Members in order of arrival, linked through themselves: any of them leaves at once, wherever it stands. */
export class Chain<E extends Linked<E>> {
  first: E | undefined;
  #last: E | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(member: E): void {
    member.before = this.#last;
    if (this.#last) this.#last.after = member;
    else this.first = member;
    this.#last = member;
    this.#size++;
  }

  /** Does nothing for a member that has left already. */
  remove(member: E): void {
    if (member !== this.first && member.before === undefined) return;
    if (member.before) member.before.after = member.after;
    else this.first = member.after;
    if (member.after) member.after.before = member.before;
    else this.#last = member.before;
    member.before = undefined;
    member.after = undefined;
    this.#size--;
  }
}
