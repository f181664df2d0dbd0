// One line for each step, and an end that tells whether all held.

const failed = [];

export const step = async (name, act) => {
  try {
    await act();
    console.log(`ok      ${name}`);
  } catch (error) {
    const answer = error?.response ? ` ${JSON.stringify(error.response)}` : "";
    console.log(`FAILED  ${name}: ${error?.message ?? error}${answer}`);
    failed.push(name);
  }
};

export const equal = (found, wanted, what) => {
  if (found !== wanted) throw new Error(`${what} is ${JSON.stringify(found)}, wanted ${JSON.stringify(wanted)}`);
};

export const holds = (condition, what) => {
  if (!condition) throw new Error(`not so: ${what}`);
};

/** Runs a call that must be refused and answers how. */
export const refusal = async (call) => {
  try {
    await call();
  } catch (error) {
    return error;
  }
  throw new Error("the call was not refused");
};

/** A read that must find nothing any more. */
export const gone = async (read) => {
  const { statusCode, code } = await refusal(read);
  holds([400, 404].includes(statusCode), `a record that is gone is a 400 or 404, not ${statusCode} ${code}`);
};

export const end = () => {
  console.log(failed.length === 0 ? "all steps held" : `${failed.length} steps failed`);
  process.exit(failed.length === 0 ? 0 : 1);
};
