/** English texts of reachability and refusals. */
export const enReach = {
  reach: {
    test: 'Test role on no account | Test role on 1 account | Test role on {n} accounts',
    testAll: 'Test role on every member',
    progress: '{ended} of {total} tested',
    result: '{reached} of {total} reached',
    save: 'Save the test as a table',
    ok: 'The role can be assumed.',
    noRole: 'The account has no such role.',
    noTrust: 'The role does not trust the caller.',
    callerNotAllowed: 'The caller may not assume roles.',
    noTrustOrNotAllowed: 'No trust, or the caller may not assume roles.',
    controlPolicy: 'A control policy forbids it.',
    throttled: 'STS throttled the test.',
    disabledAccount: 'The account is disabled.',
    failed: 'The account could not be tested.',
    cancelled: 'Not tested: the test was cancelled.',
  },
  denial: { explain: 'Why?', source_decoded: 'From RAM’s diagnostic message.', source_refused: 'RAM’s diagnostic message may not be decoded by the caller: ram:DecodeDiagnosticMessage is missing.' },
}
