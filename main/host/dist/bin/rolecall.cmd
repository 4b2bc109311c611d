@echo off
rem Runs the installed Rolecall as a command line, and waits for it. After -- Chromium reads no option of the command.
"%~dp0..\..\Rolecall.exe" --cli -- %*
exit /b %ERRORLEVEL%
