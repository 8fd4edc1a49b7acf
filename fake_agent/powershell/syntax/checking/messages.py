"""The words of Windows PowerShell's parser, by the id of the error."""

_FOREACH = "\nThe correct form is: foreach ($a in $b) {...}"
_RESTRICTED = "not allowed in restricted language mode or a Data section."
_MESSAGES = {
    # --- tokens ---
    "MissingTerminatorMultiLineComment": "The terminator '#>' is missing from the multiline comment.",
    "TerminatorExpectedAtEndOfString": "The string is missing the terminator: {0}.",
    "UnexpectedCharactersAfterHereStringHeader": "No characters are allowed after a here-string header but before the "
    "end of the line.",
    "WhitespaceBeforeHereStringFooter": "White space is not allowed before the string terminator.",
    "IncompleteString": "Incomplete string token.",
    "IncompleteDollarVariableReference": "${variable} reference starting is missing the closing '}'.",
    "IncompleteDollarSubexpressionReference": "$(subexpression) is missing the closing ')'.",
    "EmptyVariableReference": "An empty ${} variable reference was found. A name is required inside the braces.",
    "InvalidBracedVariableReference": "Variable reference is not valid. The variable name is missing.",
    "InvalidVariableReference": "Variable reference is not valid. '$' was not followed by a valid variable name "
    "character. Consider using ${} to delimit the name.",
    "InvalidVariableReferenceWithDrive": "Variable reference is not valid. ':' was not followed by a valid variable "
    "name character. Consider using ${} to delimit the name.",
    "OpenBraceNeedsToBeBackTickedInVariableName": "Use `{ instead of { in variable names.",
    "UnrecognizedToken": "Unrecognized token in source text.",
    "BadNumericConstant": "The numeric constant {0} is not valid.",
    # --- expressions and pipelines ---
    "UnexpectedToken": "Unexpected token '{0}' in expression or statement.",
    "MissingExpressionAfterToken": "Missing expression after '{0}'.",
    "MissingExpressionAfterOperator": "Missing expression after unary operator '{0}'.",
    "MissingExpression": "Missing expression after '{0}' in pipeline element.",
    "ExpectedValueExpression": "You must provide a value expression following the '{0}' operator.",
    "ExpectedExpression": "An expression was expected after '('.",
    "ExpressionsMustBeFirstInPipeline": "Expressions are only allowed as the first element of a pipeline.",
    "EmptyPipeElement": "An empty pipe element is not allowed.",
    "InvalidEndOfLine": "The token '{0}' is not a valid statement separator in this version.",
    "InvalidLeftHandSide": "The assignment expression is not valid. The input to an assignment operator must be an "
    "object that is able to accept assignments, such as a variable or a property.",
    "OperatorRequiresVariableOrProperty": "The '{0}' operator works only on variables or on properties.",
    "AmpersandNotAllowed": "The ampersand (&) character is not allowed. The & operator is reserved for future use; "
    'wrap an ampersand in double quotation marks ("&") to pass it as part of a string.',
    "MissingArgument": "Missing argument in parameter list.",
    "ParameterRequiresArgument": "Parameter {0} requires an argument.",
    "ParameterCannotHaveArgument": "Parameter {0} cannot have an argument.",
    "MissingFileSpecification": "Missing file specification after redirection operator.",
    "RedirectionNotSupported": "The '{0}' operator is reserved for future use.",
    "StreamAlreadyRedirected": "The {0} for this command is already redirected.",
    "MissingEndParenthesisInExpression": "Missing closing ')' in expression.",
    "MissingEndParenthesisInSubexpression": "Missing closing ')' in subexpression.",
    "MissingEndParenthesisInMethodCall": "Missing ')' in method call.",
    "MissingEndSquareBracket": "Missing ']' after array index expression.",
    "MissingArrayIndexExpression": "Array index expression is missing or not valid.",
    "MissingPropertyName": "Missing property name after reference operator.",
    "MissingEndCurlyBrace": "Missing closing '}' in statement block or type definition.",
    "MissingKeyInHashLiteral": "Missing key before '=' in hash literal.",
    "MissingEqualsInHashLiteral": "Missing '=' operator after key in hash literal.",
    "MissingStatementInHashLiteral": "Missing statement after '=' in hash literal.",
    "IncompleteHashLiteral": "The hash literal was incomplete.",
    "DuplicateKeyInHashLiteral": "Duplicate keys '{0}' are not allowed in hash literals.",
    "SplattingNotPermitted": "The splatting operator '@' cannot be used to reference variables in an expression. "
    "'@{0}' can be used only as an argument to a command. To reference variables in an expression use '${0}'.",
    "SplattingNotPermittedInArgumentList": "Splatted variables like '@{0}' cannot be part of a comma-separated list of "
    "arguments.",
    "OrderedAttributeOnlyOnHashLiteralNode": "The {0} attribute can be specified only on a hash literal node.",
    "InvalidUsingExpression": "Expression is not allowed in a Using expression.",
    # --- types and attributes ---
    "MissingTypename": "Missing type name after '['.",
    "EndSquareBracketExpectedAtEndOfAttribute": "Missing ] at end of attribute or type literal.",
    "EndSquareBracketExpectedAtEndOfType": "Missing ] at end of type token.",
    "MissingAssemblyNameSpecification": "The type name is missing the assembly name specification.",
    "MissingExpressionInNamedArgument": "Missing statement after '=' in named argument.",
    "DuplicateNamedArgument": "Duplicate named arguments '{0}' are not allowed.",
    "UnexpectedAttribute": "Unexpected attribute '{0}'.",
    "ParameterAttributeArgumentNeedsToBeConstant": "Attribute argument must be a constant.",
    "ParameterAttributeArgumentNeedsToBeConstantOrScriptBlock": "Attribute argument must be a constant or a script "
    "block.",
    "CustomAttributeTypeNotFound": "Cannot find the type for custom attribute '{0}'. Make sure that the assembly that "
    "contains this type is loaded.",
    "PropertyNotFoundForAttribute": "Property '{0}' cannot be found for attribute '{1}'. Specify one of the following "
    "properties: {2}.",
    "TypeNotAllowedBeforeParam": "Unexpected type [{0}] was found in the parameter statement.",
    "TypeNotAllowedBeforeStatement": "Unexpected type [{0}] was found before statement.",
    "TypeNotFound": "Unable to find type [{0}].",
    "AssignmentStatementToAutomaticNotSupported": "Cannot assign automatic variable '{0}' with type '{1}'",
    "VoidTypeConstraintNotAllowed": "[void] cannot be used as a parameter type, or on the left side of an assignment.",
    "ReferenceNeedsToBeByItselfInTypeConstraint": "Cannot use [ref] with other types in a type constraint.",
    "ReferenceNeedsToBeByItselfInTypeSequence": "Cannot have two occurrences of [ref] in a type sequence.",
    "ReferenceNeedsToBeLastTypeInTypeConversion": "[ref] can only be the final type in type conversion sequence.",
    # --- statements ---
    "MissingOpenParenthesisInIfStatement": "Missing '(' after '{0}' in if statement.",
    "IfStatementMissingCondition": "Missing condition in if statement after '{0} ('.",
    "MissingEndParenthesisAfterStatement": "Missing closing ')' after expression in '{0}' statement.",
    "MissingStatementBlock": "Missing statement block after {0} ( condition ).",
    "MissingStatementBlockAfterElse": "Missing statement block after 'else' keyword.",
    "MissingStatementAfterKeyword": "Missing statement body after keyword '{0}'.",
    "MissingOpenParenthesisAfterKeyword": "Missing opening '(' after keyword '{0}'.",
    "MissingVariableNameAfterForeach": f"Missing variable name after foreach.{_FOREACH}",
    "MissingInInForeach": f"Missing 'in' after variable in foreach loop.{_FOREACH}",
    "MissingForeachExpression": f"Missing expression in foreach loop.{_FOREACH}",
    "MissingEndParenthesisAfterForeach": f"Missing closing ')' after expression part of foreach loop.{_FOREACH}",
    "MissingForeachStatement": f"Missing statement body in foreach loop.{_FOREACH}",
    "MissingThrottleLimit": "The ThrottleLimit parameter of the foreach statement is missing a value. Supply a "
    "throttle limit to the parameter.",
    "ThrottleLimitRequiresParallelFlag": "The ThrottleLimit parameter is only supported on foreach statements that use "
    "the Parallel parameter.",
    "InvalidForeachFlag": "The parameter {0} is not valid for the foreach statement.",
    "KeywordParameterReservedForFutureUse": "The {0} '-{1}' parameter is reserved for future use.",
    "MissingExpressionAfterKeyword": "Missing expression after '{0}' in loop.",
    "MissingLoopStatement": "Missing statement body in {0} loop.",
    "MissingWhileOrUntilInDoWhile": "Missing while or until keyword in do loop.",
    "PipelineValueRequired": "A switch statement must have one of the following:  '-file file_name' or "
    "'( expression )'.",
    "MissingFilenameOption": "Cannot process the 'switch' statement because of a missing file name argument to the "
    "-file option.",
    "MissingEndParenthesisInSwitchStatement": "Missing ')' after expression in switch statement.",
    "MissingCurlyBraceInSwitchStatement": "Missing '{' in switch statement.",
    "MissingSwitchConditionExpression": "Missing condition in switch statement clause.",
    "MissingSwitchStatementClause": "Missing statement block in switch statement clause.",
    "MultipleSwitchDefaultClauses": "A switch statement can have only one default clause.",
    "InvalidSwitchFlag": "The parameter {0} is not valid for the switch statement.",
    "MissingNameAfterKeyword": "Missing name after {0} keyword.",
    "MissingFunctionBody": "Missing function body in function declaration.",
    "MissingEndParenthesisInFunctionParameterList": "Missing ')' in function parameter list.",
    "InvalidFunctionParameter": "Parameter declarations are a comma-separated list of variable names with optional "
    "initializer expressions.",
    "OnlyOneParameterListAllowed": "The param statement cannot be used if arguments were specified in the function "
    "declaration.",
    "DuplicateFormalParameter": "Duplicate parameter ${0} in parameter list.",
    "MissingTrapStatement": "The 'trap' statement was incomplete. A trap statement requires a body.",
    "MissingTryStatementBlock": "The Try statement is missing its statement block.",
    "MissingCatchHandlerBlock": "The Catch block is missing its statement block.",
    "MissingFinallyStatementBlock": "The Finally block is missing its statement block.",
    "MissingCatchOrFinally": "The Try statement is missing its Catch or Finally block.",
    "MissingTypeLiteralToken": "Missing type literal.",
    "EmptyCatchNotLast": "Catch block must be the last catch block.",
    "ExceptionTypeAlreadyCaught": "Exception type {0} is already handled by a previous handler.",
    "ControlLeavingFinally": "Flow of control cannot leave a Finally block.",
    "MissingNamedBlocks": "unexpected token '{0}', expected 'begin', 'process', 'end', or 'dynamicparam'.",
    "MissingNamedStatementBlock": "Missing statement block after '{0}'.",
    "DuplicateScriptCommandClause": "Script command clause '{0}' has already been defined.",
    "ReservedKeywordNotAllowed": "The '{0}' keyword is not supported in this version of the language.",
    "UnexpectedKeyword": "Unexpected keyword '{0}'.",
    "ScriptTooComplicated": "Processing was stopped because the script is too complex.",
    "UsingMustBeAtStartOfScript": "A 'using' statement must appear before any other statements in a script.",
    "MissingUsingStatementDirective": "Missing using directive",
    "MissingUsingItemName": "Missing using name",
    "InvalidValueForUsingItemName": "'{0}' is not a valid value for using name.",
    "MissingEqualsInUsingAlias": "Missing '=' operator",
    "MissingNamespaceAlias": "Missing namespace alias",
    "MissingStatementTerminator": "Missing a newline or semicolon.",
    "UsingStatementNotSupported": "This syntax of the 'using' statement is not supported.",
    # --- classes and enumerations ---
    "MissingTypeBody": "Missing '{0}' body in '{0}' declaration.",
    "TypeNameExpected": "Type name expected.",
    "TooManyTypes": "Only one type may be specified on class members.",
    "DuplicateQualifier": "Duplicate '{0}' qualifier",
    "MissingPropertyTerminator": "Missing ';' or end-of-line in property definition.",
    "IncompleteMemberDefinition": "Missing a property name or method definition.",
    "MissingMethodParameterList": "Missing '(' in class method parameter list.",
    "MissingBaseCtorCall": "Missing 'base' after ':' in a base class constructor call.",
    "NamedBlockNotAllowedInMethod": "A named block is not allowed in a class method.",
    "ParamBlockNotAllowedInMethod": "A param block is not allowed in a class method.",
    "ConstructorCantHaveReturnType": "A constructor cannot specify a return type.",
    "StaticConstructorCantHaveParameters": "A static constructor cannot have any parameters.",
    "MultipleTypeConstraintsOnMethodParam": "Multiple type constraints are not allowed on a method parameter.",
    "MethodHasCodePathNotReturn": "Not all code path returns value within method.",
    "VoidMethodHasReturn": "Invalid return statement within void method.",
    "NonVoidMethodMissingReturnValue": "Invalid return statement within non-void method.",
    "VariableNotLocal": "Variable is not assigned in the method.",
    "LabelNotFound": "Label '{0}' not found inside the method.",
    "NonStaticMemberAccessInStaticMember": "Cannot access the non-static member '{0}' in a static method or "
    "initializer of a static property.",
    "MissingThis": "Cannot assign property, use '{0}{1}'.",
    "MissingTypeInStaticPropertyAssignment": "Cannot assign property, use '{0}{1}'.",
    "MemberAlreadyDefined": "The member '{0}' is already defined.",
    "TypeNotAllowedForProperty": "The type '{0}' is not allowed on a property.",
    "TypeNotAllowedForParameter": "The type '{0}' is not allowed on a parameter.",
    "SealedBaseClass": "Cannot inherit from sealed class '{0}'.",
    "InterfaceNameExpected": "'{0}': Interface name expected.",
    "BaseClassNoDefaultCtor": "Base class '{0}' does not contain a parameterless constructor.",
    "SubtypeUnclosedGeneric": "Invalid base type '{0}'. Base type cannot be a generic with unspecified parameters.",
    "AttributeNotAllowedOnDeclaration": "Attribute '{0}' is not valid on this declaration. It is valid on '{1}' "
    "declarations only.",
    "SubtypeArray": "Invalid base type '{0}'. Base type cannot be an array.",
    "EnumeratorValueMustBeConstant": "Enumerator value must be a constant value.",
    "EnumeratorValueTooLarge": "Enumerator value is too large for a System.Int32.",
    "CannotConvertValue": 'Cannot convert the value to type "{0}".',
    "CycleInEnumInitializers": "Cannot define enum because of a cycle in the initialization expressions.",
    # --- the data section ---
    "MissingStatementBlockForDataSection": "The Data section is missing its statement block.",
    "InvalidParameterForDataSectionStatement": 'The "{0}" parameter of the Data section is not valid. The valid Data '
    "section parameter is SupportedCommand.",
    "MissingValueForSupportedCommandInDataSectionStatement": "The SupportedCommand parameter of the Data section is "
    "missing a value. Supply a cmdlet or function name to the parameter.",
    "ArrayReferenceNotSupportedInDataSection": f"Array references are {_RESTRICTED}",
    "AssignmentStatementNotSupportedInDataSection": f"Assignment statements are {_RESTRICTED}",
    "RedirectionNotSupportedInDataSection": f"Redirection is {_RESTRICTED}",
    "DoWhileStatementNotSupportedInDataSection": f"The Do and While statements are {_RESTRICTED}",
    "OperatorNotSupportedInDataSection": f"The '{{0}}' operator is {_RESTRICTED}",
    "TrapStatementNotSupportedInDataSection": f"The Trap statement is {_RESTRICTED}",
    "TryStatementNotSupportedInDataSection": f"The Try statement is {_RESTRICTED}",
    "FlowControlStatementNotSupportedInDataSection": "Flow control statements such as Break, Continue, Return, Exit, "
    f"and Throw are {_RESTRICTED}",
    "ForeachStatementNotSupportedInDataSection": f"Foreach statements are {_RESTRICTED}",
    "ForWhileStatementNotSupportedInDataSection": f"For and While statements are {_RESTRICTED}",
    "FunctionDeclarationNotSupportedInDataSection": f"Function declarations are {_RESTRICTED}",
    "MethodCallNotSupportedInDataSection": f"Method calls are {_RESTRICTED}",
    "ParameterDeclarationNotSupportedInDataSection": f"Parameter declarations are {_RESTRICTED}",
    "PropertyReferenceNotSupportedInDataSection": f"Property references are {_RESTRICTED}",
    "ScriptBlockNotSupportedInDataSection": f"Script block literals are {_RESTRICTED}",
    "SwitchStatementNotSupportedInDataSection": f"The switch statement is {_RESTRICTED}",
    "VariableReferenceNotSupportedInDataSection": "A variable that cannot be referenced in restricted language mode or "
    "a Data section is being referenced. Variables that can be referenced include the following: $PSCulture, "
    "$PSUICulture, $true, $false, $null.",
    "CmdletNotInAllowedListForDataSection": f"The command '{{0}}' is {_RESTRICTED}",
    "DataSectionStatementNotSupportedInDataSection": "The data statement is not allowed in restricted language mode or "
    "another Data section.",
    "DotSourcingNotSupportedInDataSection": f"Dot sourcing is {_RESTRICTED}",
    "AttributeNotSupportedInDataSection": f"Attributes are {_RESTRICTED}",
    "TypeNotAllowedInDataSection": f"The type {{0}} is {_RESTRICTED}",
    "ParallelAndSequenceBlockNotSupportedInDataSection": f"Parallel and sequence blocks are {_RESTRICTED}",
    # --- #requires ---
    "ScriptRequiresInvalidFormat": "Cannot process the #requires statement because it is not in the correct format. "
    'The #requires statement must be in one of the following formats:\n "#requires -shellid <shellID>"\n "#requires '
    '-version <major.minor>"\n "#requires -psedition <edition>"\n "#requires -pssnapin <psSnapInName> [-version '
    '<major.minor>]"\n "#requires -modules <ModuleSpecification>"\n "#requires -runasadministrator"',
    "RequiresArgumentMustBeConstant": "Argument must be constant.",
    "RequiresInvalidStringArgument": "The argument for the {0} parameter is not valid. Specify a valid string "
    "argument.",
    "RequiresVersionInvalid": "The argument for the Version parameter is not valid. Specify a valid PowerShell "
    "version, in the format major.minor version.",
    "RequiresPSEditionInvalid": "The argument for the {0} parameter is not valid. Specify a valid PowerShell edition.",
    "RequiresPSEditionValueIsAlreadySpecified": "The argument for the {0} parameter contains duplicate values. Do not "
    "specify duplicate PowerShell edition values.",
}


def message(error_id: str, *arguments: str) -> str:
    """The text of an error, with what it names put in."""
    text = _MESSAGES[error_id]
    for number, argument in enumerate(arguments):
        text = text.replace(f"{{{number}}}", argument)
    return text
