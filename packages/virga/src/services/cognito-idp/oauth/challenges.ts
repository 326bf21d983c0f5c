import type { ChallengeNameType } from "@aws-sdk/client-cognito-identity-provider";
import { AwsError } from "../../../kernel/errors.ts";
import type { WireResponse } from "../../../kernel/wire.ts";
import type { PoolClient } from "../model.ts";
import type { SignInAnswer } from "../sign-in/request.ts";
import { attributeField } from "./attribute-fields.ts";
import { csrfToken, field, type Html, hidden, html, pageAnswer, passwordOwner, protectedForm } from "./html.ts";
import { callOperation } from "./operations.ts";
import type { Site } from "./site.ts";

type Parameters = Readonly<Record<string, string>>;

/** A question that a form answers, as the form's hidden fields have it. */
export interface OpenChallenge {
  readonly name: string;
  readonly session: string;
  /** The question itself, to be shown again if the answer is wrong. */
  readonly answer: SignInAnswer;
}

/** What the page of a question keeps to show it again; the session alone is trusted. */
const keptParameters = [
  "CODE_DELIVERY_DESTINATION",
  "MFAS_CAN_CHOOSE",
  "MFAS_CAN_SETUP",
  "SECRET_CODE",
  "USER_ID_FOR_SRP",
  "requiredAttributes",
];

/** The question that a form answers, if it answers any. */
export function openChallenge(form: URLSearchParams): OpenChallenge | undefined {
  const [name, session] = [form.get("challenge"), form.get("session")];
  if (!name || !session) return undefined;
  const kept = keptParameters.flatMap((key) => {
    const value = form.get(key);
    return value === null ? [] : [[key, value] as const];
  });
  const ChallengeParameters = Object.fromEntries(kept);
  const answer = { ChallengeName: name as ChallengeNameType, Session: session, ChallengeParameters };
  return { name, session, answer };
}

/** The parameters that answer a question; authenticator apps are verified on the way. */
export async function answerOf(
  site: Site,
  { name, session, answer }: OpenChallenge,
  form: URLSearchParams,
): Promise<{ readonly session: string; readonly parameters: Parameters }> {
  const USERNAME = answer.ChallengeParameters?.USER_ID_FOR_SRP ?? "";
  const code = form.get("code")?.trim() ?? "";
  switch (name) {
    case "NEW_PASSWORD_REQUIRED": {
      const attributes = [...form].filter(([key, value]) => key.startsWith("userAttributes.") && value !== "");
      const NEW_PASSWORD = form.get("new_password") ?? "";
      return { session, parameters: { USERNAME, NEW_PASSWORD, ...Object.fromEntries(attributes) } };
    }
    case "SELECT_MFA_TYPE":
      return { session, parameters: { USERNAME, ANSWER: form.get("answer") ?? "" } };
    case "MFA_SETUP": {
      const input = { Session: session, UserCode: code };
      const verified = await callOperation(site, "VerifySoftwareToken", input);
      return { session: verified.Session!, parameters: { USERNAME } };
    }
    default:
      return { session, parameters: { USERNAME, [`${name}_CODE`]: code } };
  }
}

/** The page that asks what a sign-in still has to know. */
export async function challengePage(
  site: Site,
  client: PoolClient,
  asked: SignInAnswer,
  error?: string,
): Promise<WireResponse> {
  const answer = asked.ChallengeName === "MFA_SETUP" ? await withSecret(site, asked) : asked;
  const { ChallengeName: name = "", Session = "", ChallengeParameters: parameters = {} } = answer;
  const { title, content } = question(site, client, name, parameters);
  const { token, cookies } = csrfToken(site);
  const kept = keptParameters.flatMap((key) => (parameters[key] === undefined ? [] : hidden(key, parameters[key])));
  const fields = [hidden("challenge", name), hidden("session", Session), ...kept, ...content];
  const form = protectedForm(site, token, { action: "login", content: fields, button: "Continue" });
  return pageAnswer({ title, content: form, error, cookies });
}

/** A user who sets an authenticator app up is shown its secret. */
async function withSecret(site: Site, answer: SignInAnswer): Promise<SignInAnswer> {
  const { ChallengeParameters: parameters = {}, Session } = answer;
  if (parameters.SECRET_CODE) return answer;
  if (!parameters.MFAS_CAN_SETUP?.includes("SOFTWARE_TOKEN_MFA")) {
    throw new AwsError("InvalidParameterException", "You have no second factor that this user pool asks for.");
  }
  const token = await callOperation(site, "AssociateSoftwareToken", { Session });
  const SECRET_CODE = token.SecretCode!;
  return { ...answer, Session: token.Session!, ChallengeParameters: { ...parameters, SECRET_CODE } };
}

interface Question {
  readonly title: string;
  readonly content: readonly Html[];
}

const codeField = field({ name: "code", label: "Code", autocomplete: "one-time-code" });

function question(site: Site, client: PoolClient, name: string, parameters: Parameters): Question {
  switch (name) {
    case "NEW_PASSWORD_REQUIRED": {
      const required = texts(parameters.requiredAttributes);
      const attributes = required.map((attribute) =>
        attributeField(attribute.replace(/^userAttributes\./, ""), attribute),
      );
      const password = { name: "new_password", label: "New password", type: "password" } as const;
      return {
        title: "Choose a new password",
        content: [
          passwordOwner(parameters.USER_ID_FOR_SRP ?? ""),
          field({ ...password, autocomplete: "new-password" }),
          ...attributes,
        ],
      };
    }
    case "SELECT_MFA_TYPE":
      return { title: "Choose how to verify it is you", content: [factorChoice(texts(parameters.MFAS_CAN_CHOOSE))] };
    case "MFA_SETUP":
      return { title: "Set up an authenticator app", content: [setup(site, client, parameters), codeField] };
    case "SOFTWARE_TOKEN_MFA":
      return {
        title: "Enter your code",
        content: [html`<p>Enter the code that your authenticator app shows.</p>`, codeField],
      };
    default: {
      const sent = html`<p>A code was sent to ${parameters.CODE_DELIVERY_DESTINATION ?? "you"}.</p>`;
      return { title: "Enter your code", content: [sent, codeField] };
    }
  }
}

/** A list of texts in JSON, which a form may have brought back as something else. */
function texts(json: string | undefined): readonly string[] {
  try {
    const list: unknown = JSON.parse(json ?? "[]");
    return Array.isArray(list) ? list.filter((entry) => typeof entry === "string") : [];
  } catch {
    return [];
  }
}

const factorLabels: Readonly<Record<string, string>> = {
  SMS_MFA: "A code in a text message",
  SOFTWARE_TOKEN_MFA: "A code of your authenticator app",
  EMAIL_OTP: "A code in an e-mail",
};

function factorChoice(factors: readonly string[]): Html {
  const options = factors.map(
    (factor) =>
      html`<label><input type="radio" name="answer" value="${factor}" required>${factorLabels[factor] ?? factor}</label>`,
  );
  return html`<fieldset><legend>Second factor</legend>
${options}
</fieldset>`;
}

function setup({ pool }: Site, { name }: PoolClient, parameters: Parameters): Html {
  const secret = parameters.SECRET_CODE ?? "";
  const account = encodeURIComponent(`${pool.name}:${parameters.USER_ID_FOR_SRP ?? ""}`);
  const address = `otpauth://totp/${account}?${new URLSearchParams({ secret, issuer: name })}`;
  return html`<p>Add this key to your authenticator app, then enter the code that it shows.</p>
<p><code>${secret}</code></p>
<p><a href="${address}">Open in an app on this device</a></p>`;
}
