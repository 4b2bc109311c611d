@echo off
rem Stands where Electron's own executable would: runs a built Electron application on Node and an installed browser.
if not exist "%~dp0..\..\out\host\boot.js" (
  echo The Chromium host is not built. Run: npm run build 1>&2
  exit /b 1
)
node --no-warnings "%~dp0..\..\out\host\boot.js" %*
