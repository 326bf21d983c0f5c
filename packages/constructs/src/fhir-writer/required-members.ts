/** What a member has to be: one of these codes, a text, an object, or a list that is not empty. */
export type MemberRule = readonly string[] | "text" | "object" | "list";

const order = [
  "proposal",
  "plan",
  "order",
  "original-order",
  "reflex-order",
  "filler-order",
  "instance-order",
  "option",
];

/**
 * The members that FHIR R4 requires of each supported resource type, beside `resourceType`, and `id`, which all need here. A
 * name that ends in `[x]` stands for all that begin with it, of which one has to be there. https://hl7.org/fhir/R4/resourcelist.html
 */
export const requiredMembers: Readonly<Record<string, Readonly<Record<string, MemberRule>>>> = {
  AllergyIntolerance: { patient: "object" },
  Appointment: {
    status: [
      "proposed",
      "pending",
      "booked",
      "arrived",
      "fulfilled",
      "cancelled",
      "noshow",
      "entered-in-error",
      "checked-in",
      "waitlist",
    ],
    participant: "list",
  },
  Condition: { subject: "object" },
  DiagnosticReport: {
    status: [
      "registered",
      "partial",
      "preliminary",
      "final",
      "amended",
      "corrected",
      "appended",
      "cancelled",
      "entered-in-error",
      "unknown",
    ],
    code: "object",
  },
  Encounter: {
    status: [
      "planned",
      "arrived",
      "triaged",
      "in-progress",
      "onleave",
      "finished",
      "cancelled",
      "entered-in-error",
      "unknown",
    ],
    class: "object",
  },
  Immunization: {
    status: ["completed", "entered-in-error", "not-done"],
    vaccineCode: "object",
    patient: "object",
    "occurrence[x]": "text",
  },
  Location: {},
  MedicationRequest: {
    status: ["active", "on-hold", "cancelled", "completed", "entered-in-error", "stopped", "draft", "unknown"],
    intent: order,
    "medication[x]": "object",
    subject: "object",
  },
  Observation: {
    status: ["registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error", "unknown"],
    code: "object",
  },
  Organization: {},
  Patient: {},
  Practitioner: {},
  Procedure: {
    status: [
      "preparation",
      "in-progress",
      "not-done",
      "on-hold",
      "stopped",
      "completed",
      "entered-in-error",
      "unknown",
    ],
    subject: "object",
  },
  ServiceRequest: {
    status: ["draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown"],
    intent: [...order, "directive"],
    subject: "object",
  },
};
