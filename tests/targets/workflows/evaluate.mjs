// Evaluates conditions of jobs by GitHub's own engine: node evaluate.mjs ENGINE <questions.json >answers.json
// A question is a condition with its cases; a case has contexts, the results of the jobs needed, and whether the run is
// cancelled. An answer is a text with 1 (the job runs) or 0 for each case.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { Evaluator, Lexer, Parser, data, wellKnownFunctions } = await import(pathToFileURL(process.argv[2]));
const CONTEXTS = ["github", "inputs", "needs"];

const toData = (value) => {
  if (value === null) return new data.Null();
  if (typeof value === "string") return new data.StringData(value);
  if (typeof value === "boolean") return new data.BooleanData(value);
  if (typeof value === "number") return new data.NumberData(value);
  return new data.Dictionary(...Object.entries(value).map(([key, one]) => ({ key, value: toData(one) })));
};

// What is beside the braces makes the whole a text, which is true unless it is empty.
const expression = (condition) => {
  if (!condition.includes("${{")) return condition;
  const whole = /^\$\{\{((?:(?!\}\}).)*)\}\}$/s.exec(condition);
  if (whole) return whole[1];
  const parts = [];
  const text = condition.replace(/\$\{\{(.*?)\}\}/gs, (_, body) => `{${parts.push(body) - 1}}`);
  return `format('${text.replaceAll("'", "''")}', ${parts.join(", ")})`;
};

let cancelled = false;
let results = [];
const status = (name, call) => [name, { name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(call()) }];
const functions = new Map([
  status("always", () => true),
  status("cancelled", () => cancelled),
  status("failure", () => !cancelled && results.includes("failure")),
  status("success", () => !cancelled && results.every((one) => one === "success")),
]);

const parse = (text) => {
  const known = [...Object.values(wellKnownFunctions), ...functions.values()];
  return new Parser(new Lexer(text).lex().tokens, CONTEXTS, known).parse();
};

// GitHub puts success() before a condition that asks for no status itself.
const asksForStatus = (text) =>
  new Lexer(text).lex().tokens.some((token) => functions.has(token.lexeme.toLowerCase()));

const answer = ({ condition, cases }) => {
  const body = expression(condition ?? "success()");
  const tree = parse(asksForStatus(body) ? body : `success() && (${body})`);
  return cases
    .map((one) => {
      ({ cancelled, results } = one);
      const value = new Evaluator(tree, toData(one.contexts), functions).evaluate();
      return ["", "false", "0"].includes(value.coerceString()) ? "0" : "1";
    })
    .join("");
};

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(answer)));
