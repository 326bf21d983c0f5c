const MachineDate = Date;

let offset = 0;

/** Makes `Date` show the cloud's clock, which stands at `now`, and go on from there with the machine's time. */
export function setClock(now) {
  offset = now - MachineDate.now();
}

/** Puts a `Date` in place that can be set. */
export function installClock() {
  function CloudDate(...given) {
    if (new.target === undefined) return new MachineDate(MachineDate.now() + offset).toString();
    const values = given.length === 0 ? [MachineDate.now() + offset] : given;
    return Reflect.construct(MachineDate, values, new.target === CloudDate ? MachineDate : new.target);
  }
  Object.setPrototypeOf(CloudDate, MachineDate);
  CloudDate.now = () => MachineDate.now() + offset;
  Object.defineProperty(CloudDate, "name", { value: "Date" });
  Object.defineProperty(CloudDate, "length", { value: 7 });
  Object.defineProperty(CloudDate, "prototype", { value: MachineDate.prototype, writable: false });
  MachineDate.prototype.constructor = CloudDate;
  globalThis.Date = CloudDate;
}
