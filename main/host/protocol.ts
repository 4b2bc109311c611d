/** The part of the browser's debugging protocol that the host speaks, typed; it knows no other command and no other event. */

export interface TargetFacts {
  targetId: string
  type: string
  url: string
  openerId?: string
}

export interface FrameFacts {
  id: string
  parentId?: string
  url: string
}

export interface RemoteValue {
  type: string
  value?: unknown
  description?: string
  objectId?: string
}

export interface PausedRequest {
  requestId: string
  request: { url: string; method: string; headers: Record<string, string>; postData?: string; hasPostData?: boolean }
  resourceType: string
  frameId: string
  /** Set where this request continues one that was redirected. */
  redirectedRequestId?: string
}

interface Evaluated {
  result: RemoteValue
  exceptionDetails?: { text: string; exception?: RemoteValue }
}

interface CallOn {
  functionDeclaration: string
  arguments: { value: unknown }[]
  executionContextId: number
  awaitPromise?: boolean
  returnByValue?: boolean
  userGesture?: boolean
  silent?: boolean
}

type Bounds = { width: number; height: number } | { windowState: 'normal' | 'minimized' | 'maximized' | 'fullscreen' }

/** Command name → [parameters, reply]. */
export interface Commands {
  'Browser.close': [object, object]
  'Browser.getWindowForTarget': [object, { windowId: number }]
  'Browser.grantPermissions': [{ permissions: string[] }, object]
  'Browser.setDownloadBehavior': [{ behavior: 'deny' }, object]
  'Browser.setWindowBounds': [{ windowId: number; bounds: Bounds }, object]
  'DOM.getFileInfo': [{ objectId: string }, { path: string }]
  'Emulation.setEmulatedMedia': [{ features: { name: string; value: string }[] }, object]
  'Fetch.continueRequest': [{ requestId: string }, object]
  'Fetch.enable': [{ patterns: { urlPattern: string; requestStage: 'Request' }[] }, object]
  'Fetch.failRequest': [{ requestId: string; errorReason: 'Aborted' | 'BlockedByClient' | 'Failed' }, object]
  'Fetch.fulfillRequest': [{ requestId: string; responseCode: number; responseHeaders: { name: string; value: string }[]; body: string }, object]
  'Inspector.enable': [object, object]
  'Log.enable': [object, object]
  'Page.addScriptToEvaluateOnNewDocument': [{ source: string; worldName?: string }, object]
  'Page.bringToFront': [object, object]
  'Page.captureScreenshot': [{ format: 'png' }, { data: string }]
  'Page.enable': [object, object]
  'Page.handleJavaScriptDialog': [{ accept: boolean }, object]
  'Page.navigate': [{ url: string }, { errorText?: string }]
  'Page.reload': [object, object]
  'Page.stopLoading': [object, object]
  'Runtime.addBinding': [{ name: string; executionContextName: string }, object]
  'Runtime.callFunctionOn': [CallOn, Evaluated]
  'Runtime.enable': [object, object]
  'Runtime.getProperties': [{ objectId: string; ownProperties: boolean }, { result: { name: string; value?: RemoteValue }[] }]
  'Runtime.runIfWaitingForDebugger': [object, object]
  'Target.closeTarget': [{ targetId: string }, object]
  'Target.setAutoAttach': [{ autoAttach: boolean; waitForDebuggerOnStart: boolean; flatten: true }, object]
  'Target.setDiscoverTargets': [{ discover: boolean }, object]
}
export type CommandName = keyof Commands

/** Event name → its parameters. */
export interface Events {
  'Fetch.requestPaused': PausedRequest
  'Inspector.targetCrashed': object
  'Log.entryAdded': { entry: { level: 'verbose' | 'info' | 'warning' | 'error'; text: string; url?: string; lineNumber?: number } }
  'Page.frameNavigated': { frame: FrameFacts }
  'Page.javascriptDialogOpening': { type: string }
  'Page.loadEventFired': object
  'Page.windowOpen': { url: string; windowName: string; windowFeatures: string[]; userGesture: boolean }
  'Runtime.bindingCalled': { name: string; payload: string; executionContextId: number }
  'Runtime.consoleAPICalled': { type: string; args: RemoteValue[]; stackTrace?: { callFrames: { url: string; lineNumber: number }[] } }
  'Runtime.executionContextCreated': { context: { id: number; name: string; auxData?: { frameId?: string } } }
  'Runtime.executionContextDestroyed': { executionContextId: number }
  'Runtime.executionContextsCleared': object
  'Target.attachedToTarget': { sessionId: string; targetInfo: TargetFacts; waitingForDebugger: boolean }
  'Target.detachedFromTarget': { sessionId: string }
  'Target.targetDestroyed': { targetId: string }
}
export type EventName = keyof Events
